package people

// Number is a person's dense number: 0, 1, 2 ... in order of arrival. A number is never used again while the store lives.
type Number uint32

// ShardSize is the number of people in a shard: one roaring container. Person n lives in shard n / ShardSize.
const ShardSize = 1 << shardBits

// MaxPeople is the most numbers that a Registry gives out, dead ones included. The caller of Intern checks Len against it.
const MaxPeople = 1<<31 - 1

const (
	shardBits  = 16
	pageBits   = 10
	pageCells  = 1 << pageBits // numbers of a page: what one write after a view copies
	pageWords  = pageCells / 64
	shardPages = ShardSize / pageCells
)

// shard is the shard that the number lives in.
func (n Number) shard() int { return int(n >> shardBits) }

// cell is the number's place in its page.
func (n Number) cell() int { return int(n & (pageCells - 1)) }

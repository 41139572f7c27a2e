package store

import "github.com/footfall-go/footfall/people/value"

// codes gives the values of one property dense codes for one worker of a scan: a text's own code plus one, then other values in order of appearance.
type codes struct {
	texts  texts
	others map[codeKey]uint32
	list   []codeKey
}

type codeKey struct {
	storage storage
	num     uint64
}

func (c *codes) code(s storage, u uint64) uint32 {
	switch s {
	case 0:
		return 0
	case asText:
		return uint32(u) + 1
	}
	key := codeKey{s, u}
	code, ok := c.others[key]
	if !ok {
		if c.others == nil {
			c.others = map[codeKey]uint32{}
		}
		code = uint32(c.limit())
		c.others[key] = code
		c.list = append(c.list, key)
	}
	return code
}

func (c *codes) limit() int { return 1 + c.texts.len() + len(c.list) }

func (c *codes) value(code uint32) value.Value {
	switch n := uint32(c.texts.len()); {
	case code == 0:
		return value.Value{}
	case code <= n:
		return unpack(asText, uint64(code-1), &c.texts)
	default:
		key := c.list[code-1-n]
		return unpack(key.storage, key.num, &c.texts)
	}
}

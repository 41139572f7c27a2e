package people

import (
	"slices"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"
)

// TagInfo is a tag of a view.
type TagInfo struct {
	Name   string
	People int
}

// tag is a static set of people under a name.
type tag struct {
	stamp   uint64 // the epoch in which this copy was made
	name    string
	members members
}

func (s *state) tagIndex(name string) (int, bool) {
	return slices.BinarySearchFunc(s.tags, name, func(t *tag, name string) int { return strings.Compare(t.name, name) })
}

// ownTags makes the list of tags the writer's own.
func (r *Registry) ownTags() {
	r.last = nil
	if r.tagged != r.epoch {
		r.tags = slices.Clone(r.tags)
		r.tagged = r.epoch
	}
}

// tag is the i-th tag for writing.
func (r *Registry) tag(i int) *tag {
	r.ownTags()
	if t := r.tags[i]; t.stamp == r.epoch {
		return t
	}
	t := *r.tags[i]
	t.stamp = r.epoch
	r.tags[i] = &t
	return &t
}

// CreateTag makes a tag without people; false: there is one of this name.
func (r *Registry) CreateTag(tag string) bool {
	i, ok := r.tagIndex(tag)
	if !ok {
		r.insertTag(i, tag, members{})
	}
	return !ok
}

func (r *Registry) insertTag(i int, name string, m members) *tag {
	r.ownTags()
	t := &tag{stamp: r.epoch, name: name, members: m}
	r.tags = slices.Insert(r.tags, i, t)
	return t
}

// DeleteTag removes a tag with its people; false: there is none of this name.
func (r *Registry) DeleteTag(tag string) bool {
	i, ok := r.tagIndex(tag)
	if ok {
		r.ownTags()
		r.tags = slices.Delete(r.tags, i, i+1)
	}
	return ok
}

// RenameTag gives a tag another name; false: there is no tag from, or there is a tag to.
func (r *Registry) RenameTag(from, to string) bool {
	i, ok := r.tagIndex(from)
	if !ok || r.HasTag(to) {
		return false
	}
	m := r.tags[i].members
	r.DeleteTag(from)
	i, _ = r.tagIndex(to)
	r.insertTag(i, to, m)
	return true
}

// AddToTag adds the living people of a set to a tag, making it where there is none, and tells how many were new in it. People without a name
// are left out, and those of an older view's set who are dead by now: View.Carry follows those who were merged. After a view, it copies the bitmaps of the shards it
// adds to.
func (r *Registry) AddToTag(tag string, set Set) (added int) {
	i, ok := r.tagIndex(tag)
	if !ok {
		r.insertTag(i, tag, members{})
	}
	t := r.tag(i)
	eachShard(set.bitmap(), func(shard int, part *roaring.Bitmap) {
		r.dead.drop(shard, part)
		r.unnamed.drop(shard, part)
		if n := uint64(r.ids.n); uint64(shard+1)<<shardBits > n {
			part.RemoveRange(n, 1<<32)
		}
		added += int(t.members.addShard(shard, part, r.epoch))
	})
	return added
}

// TagNumbers is AddToTag of some numbers, in any order. It takes no view: a view makes the next change copy.
func (r *Registry) TagNumbers(tag string, numbers []Number) (added int) {
	i, ok := r.tagIndex(tag)
	if !ok {
		r.insertTag(i, tag, members{})
	}
	t := r.tag(i)
	for _, n := range numbers {
		if r.named(n) && t.members.add(n, r.epoch) {
			added++
		}
	}
	return added
}

// TagLen is how many people have a tag.
func (r *Registry) TagLen(tag string) int {
	if i, ok := r.tagIndex(tag); ok {
		return r.tags[i].members.count
	}
	return 0
}

// RemoveFromTag removes the people of a set from a tag and tells how many were in it; the tag stays, without people too.
func (r *Registry) RemoveFromTag(tag string, set Set) (removed int) {
	i, ok := r.tagIndex(tag)
	if !ok {
		return 0
	}
	return int(r.tag(i).members.removeAll(set.bitmap(), r.epoch))
}

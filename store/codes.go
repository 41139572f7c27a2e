package store

import (
	"slices"

	"github.com/footfall-go/footfall/people/value"
)

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

// appendCodes appends the codes of some rows; nil is a property that no row has.
func (p *propertyColumn) appendCodes(out []uint32, index []uint32, c *codes) []uint32 {
	switch {
	case p == nil:
		return append(out, make([]uint32, len(index))...)
	case p.mixed == nil && p.storage == asText && p.width == 1:
		for _, i := range index {
			out = append(out, uint32(p.u8[i])+1)
		}
	case p.mixed == nil && p.storage == asText && p.width == 2:
		for _, i := range index {
			out = append(out, uint32(p.u16[i])+1)
		}
	default:
		for _, i := range index {
			out = append(out, c.code(p.at(int(i))))
		}
	}
	return out
}

// appendCodesOf is appendCodes for the rows [from, to).
func (p *propertyColumn) appendCodesOf(out []uint32, from, to int, c *codes) []uint32 {
	out = slices.Grow(out, to-from)
	switch {
	case p == nil:
		return append(out, make([]uint32, to-from)...)
	case p.mixed == nil && p.storage == asText && p.width == 1:
		return appendTexts(out, p.u8[from:to])
	case p.mixed == nil && p.storage == asText && p.width == 2:
		return appendTexts(out, p.u16[from:to])
	}
	for i := from; i < to; i++ {
		out = append(out, c.code(p.at(i)))
	}
	return out
}

func appendTexts[N uint8 | uint16](out []uint32, nums []N) []uint32 {
	n := len(out)
	out = out[:n+len(nums)]
	into := out[n:][:len(nums)]
	for i, u := range nums {
		into[i] = uint32(u) + 1
	}
	return out
}

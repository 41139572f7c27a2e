package value

import "encoding/binary"

// A list of texts is packed into one string, each element as its length (an unsigned varint in its shortest form) and its bytes, so that a
// Value holds one pointer, lists compare with ==, and walking over one allocates nothing.

func packList(list []string) string {
	size := 0
	for _, s := range list {
		size += binary.MaxVarintLen64 + len(s)
	}
	if size == 0 {
		return ""
	}
	packed := make([]byte, 0, size)
	for _, s := range list {
		packed = binary.AppendUvarint(packed, uint64(len(s)))
		packed = append(packed, s...)
	}
	return string(packed)
}

// cutList takes the first element off a packed list that is not empty; not ok where it is no packed list.
func cutList(packed string) (first, rest string, ok bool) {
	var size uint64
	for i := 0; i < len(packed) && i < 9; i++ {
		c := packed[i]
		size |= uint64(c&0x7f) << (7 * i)
		if c >= 0x80 {
			continue
		}
		if c == 0 && i > 0 {
			return "", "", false // not the shortest form: two encodings of one list
		}
		packed = packed[i+1:]
		if size > uint64(len(packed)) {
			return "", "", false
		}
		return packed[:size], packed[size:], true
	}
	return "", "", false
}

func unpackList(packed string) []string {
	var list []string
	for packed != "" {
		s, rest, ok := cutList(packed)
		if !ok {
			break
		}
		list = append(list, s)
		packed = rest
	}
	return list
}

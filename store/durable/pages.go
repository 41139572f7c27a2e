package durable

import (
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"os"
)

// bbolt trusts the pages of its file: where one is not as it was written it reads wild memory, walks in a circle or overwrites what it takes for free. So the pages of a file are looked at before they are
// used: each that can be reached is reached once, is of a kind that makes sense, keeps what it holds within itself, and is not called free. (What the records hold has checksums of its own.)
type pages struct {
	file *os.File
	size int64 // of a page
	end  uint64
	seen map[uint64]bool
}

// The layout of bbolt's files, version 2, in the byte order of the machine.
const (
	pageHead     = 16 // id 8, flags 2, count 2, overflow 4
	pageElement  = 16 // leaf: flags 4, offset 4, size of key 4, of value 4; branch: offset 4, size of key 4, page 8
	metaSize     = 64 // magic 4, version 4, page size 4, flags 4, root 8, sequence 8, free list 8, end 8, transaction 8, checksum 8
	metaMagic    = 0xED0CDAED
	bucketHead   = 16 // root 8, sequence 8
	bucketLeaf   = 1  // flag of an element
	flagBranch   = 0x01
	flagLeaf     = 0x02
	flagFree     = 0x10
	manyFree     = 0xFFFF // the count stands in the first entry
	noFree       = 1<<64 - 1
	inlineBucket = 0 // the root of a bucket that is kept in its element
)

// checkPages looks at a file that nobody is writing.
func checkPages(path string, pageSize int) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	p := &pages{file: file, size: int64(pageSize), seen: map[uint64]bool{0: true, 1: true}}
	root, free, err := p.meta()
	if err != nil {
		return err
	}
	if err := p.tree(root, true); err != nil {
		return err
	}
	return p.free(free)
}

// meta finds the newer one of the two meta pages that are whole.
func (p *pages) meta() (root, free uint64, err error) {
	newest, found := uint64(0), false
	for i := range int64(2) {
		b := make([]byte, metaSize)
		if _, err := p.file.ReadAt(b, i*p.size+pageHead); err != nil {
			return 0, 0, err
		}
		sum := fnv.New64a()
		_, _ = sum.Write(b[:metaSize-8])
		word := func(at int) uint64 { return binary.NativeEndian.Uint64(b[at:]) }
		if tx := word(48); binary.NativeEndian.Uint32(b) == metaMagic && sum.Sum64() == word(metaSize-8) && (!found || tx > newest) {
			newest, found = tx, true
			root, free, p.end = word(16), word(32), word(40)
		}
	}
	if !found {
		return 0, 0, fmt.Errorf("no meta page is whole")
	}
	return root, free, nil
}

// page reads the head and the elements of a page, and gives how many bytes it has altogether.
func (p *pages) page(id uint64) (flags uint16, count int, b []byte, size uint64, err error) {
	head := make([]byte, pageHead)
	if id >= p.end || p.seen[id] {
		return 0, 0, nil, 0, fmt.Errorf("page %d of %d, or met twice", id, p.end)
	}
	if _, err := p.file.ReadAt(head, int64(id)*p.size); err != nil {
		return 0, 0, nil, 0, err
	}
	flags, count = binary.NativeEndian.Uint16(head[8:]), int(binary.NativeEndian.Uint16(head[10:]))
	overflow := uint64(binary.NativeEndian.Uint32(head[12:]))
	if have := binary.NativeEndian.Uint64(head); have != id || id+overflow >= p.end {
		return 0, 0, nil, 0, fmt.Errorf("page %d calls itself %d, with %d more, of %d", id, have, overflow, p.end)
	}
	for i := range overflow + 1 {
		if p.seen[id+i] {
			return 0, 0, nil, 0, fmt.Errorf("page %d is met twice", id+i)
		}
		p.seen[id+i] = true
	}
	size = (overflow + 1) * uint64(p.size)
	element := uint64(pageElement)
	if flags == flagFree {
		if element = 8; count == manyFree {
			count = int((size - pageHead) / element) // all that there can be
		}
	}
	if need := pageHead + element*uint64(count); need > size {
		return 0, 0, nil, 0, fmt.Errorf("page %d: %d elements in %d bytes", id, count, size)
	} else {
		b = make([]byte, need)
	}
	_, err = p.file.ReadAt(b, int64(id)*p.size)
	return flags, count, b, size, err
}

// tree looks at a page and all below it. The top is the tree of buckets.
func (p *pages) tree(id uint64, top bool) error {
	flags, count, b, size, err := p.page(id)
	if err != nil {
		return err
	}
	if flags != flagBranch && flags != flagLeaf || flags == flagBranch && count == 0 {
		return fmt.Errorf("page %d of kind %x with %d elements", id, flags, count)
	}
	for i := range count {
		at := uint64(pageHead + pageElement*i)
		e := b[at : at+pageElement]
		word := func(at int) uint64 { return uint64(binary.NativeEndian.Uint32(e[at:])) }
		if flags == flagBranch {
			if at+word(0)+word(4) > size {
				return fmt.Errorf("page %d: element %d beyond its end", id, i)
			}
			if err := p.tree(binary.NativeEndian.Uint64(e[8:]), top); err != nil {
				return err
			}
			continue
		}
		if at+word(4)+word(8)+word(12) > size {
			return fmt.Errorf("page %d: element %d beyond its end", id, i)
		}
		if isBucket := word(0) == bucketLeaf; !top && word(0) != 0 || top && !isBucket {
			return fmt.Errorf("page %d: element %d of kind %x", id, i, word(0))
		} else if isBucket {
			if err := p.bucket(int64(id)*p.size+int64(at+word(4)+word(8)), word(12)); err != nil {
				return fmt.Errorf("page %d: bucket %d: %w", id, i, err)
			}
		}
	}
	return nil
}

// bucket looks at what an element says of a bucket.
func (p *pages) bucket(at int64, size uint64) error {
	if size < bucketHead || size > uint64(p.size) {
		return fmt.Errorf("%d bytes", size)
	}
	b := make([]byte, size)
	if _, err := p.file.ReadAt(b, at); err != nil {
		return err
	}
	if root := binary.NativeEndian.Uint64(b); root != inlineBucket {
		return p.tree(root, false)
	}
	b = b[bucketHead:]
	if len(b) < pageHead {
		return fmt.Errorf("%d bytes within", len(b))
	}
	flags, count, overflow := binary.NativeEndian.Uint16(b[8:]), int(binary.NativeEndian.Uint16(b[10:])), binary.NativeEndian.Uint32(b[12:])
	if flags != flagLeaf || overflow != 0 || pageHead+pageElement*count > len(b) {
		return fmt.Errorf("a page of kind %x, with %d elements and %d more pages in %d bytes", flags, count, overflow, len(b))
	}
	for i := range count {
		at := pageHead + pageElement*i
		word := func(n int) uint64 { return uint64(binary.NativeEndian.Uint32(b[at+n:])) }
		if word(0) != 0 || uint64(at)+word(4)+word(8)+word(12) > uint64(len(b)) {
			return fmt.Errorf("element %d of kind %x, or beyond its end", i, word(0))
		}
	}
	return nil
}

// free looks at the list of free pages.
func (p *pages) free(id uint64) error {
	if id == noFree {
		return nil
	}
	flags, count, b, _, err := p.page(id)
	if err != nil {
		return err
	}
	if flags != flagFree {
		return fmt.Errorf("page %d of kind %x is not the list of free pages", id, flags)
	}
	many := binary.NativeEndian.Uint16(b[10:]) == manyFree
	for b = b[pageHead:]; count > 0; count, b = count-1, b[8:] {
		entry := binary.NativeEndian.Uint64(b)
		if many {
			if many = false; entry > uint64(count-1) {
				return fmt.Errorf("page %d: %d free pages", id, entry)
			}
			count = int(entry) + 1
			continue
		}
		if entry >= p.end || p.seen[entry] {
			return fmt.Errorf("page %d is free, of %d, and met", entry, p.end)
		}
		p.seen[entry] = true
	}
	return nil
}

package store

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"io"
)

// lineReader gives the lines of a text, plain or gzip, without holding more than one.
type lineReader struct {
	raw *countingReader
	in  *bufio.Reader
	err error // of opening
}

// newLineReader reads at most so many bytes of text, 0: any number.
func newLineReader(r io.Reader, most int64) *lineReader {
	l := &lineReader{raw: &countingReader{r: r}}
	l.in = bufio.NewReaderSize(l.raw, MaxLineBytes+len("\r\n"))
	if magic, _ := l.in.Peek(2); bytes.Equal(magic, []byte{0x1f, 0x8b}) { // no JSON begins so
		unzipped, err := gzip.NewReader(l.in)
		if err != nil {
			l.err = noEOF(err)
			return l
		}
		l.in = bufio.NewReaderSize(bounded(unzipped, most), MaxLineBytes+len("\r\n"))
	} else if most > 0 {
		l.in = bufio.NewReaderSize(bounded(l.in, most), MaxLineBytes+len("\r\n"))
	}
	return l
}

// next gives the next line without its end; it is valid until the call after. A last line needs no end. io.EOF is the end of a whole input; what
// stood before another error since the last line is not given, because nobody can know whether it is whole.
func (l *lineReader) next() ([]byte, error) {
	if l.err != nil {
		return nil, l.err
	}
	line, err := l.in.ReadSlice('\n')
	switch {
	case err == bufio.ErrBufferFull:
		return nil, l.tooLong()
	case err == io.EOF && len(line) == 0:
		return nil, io.EOF
	case err != nil && err != io.EOF:
		return nil, err
	}
	line = bytes.TrimSuffix(line, []byte("\n"))
	line = bytes.TrimSuffix(line, []byte("\r"))
	if len(line) > MaxLineBytes {
		return nil, l.tooLong()
	}
	return line, nil
}

func (l *lineReader) tooLong() error {
	l.err = over("a line of more than %d bytes", MaxLineBytes)
	return l.err
}

// bytes is how much has been taken from the caller's reader.
func (l *lineReader) bytes() int64 { return l.raw.n }

// noEOF keeps the end of a header that was cut from looking like the end of the input.
func noEOF(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

// bounded gives at most so many bytes of a reader, and then an error if there are more; 0: any number.
func bounded(r io.Reader, most int64) io.Reader {
	if most == 0 {
		return r
	}
	return &boundedReader{r: r, most: most, left: most}
}

type boundedReader struct {
	r          io.Reader
	most, left int64
}

func (b *boundedReader) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	if b.left > 0 {
		n, err := b.r.Read(p[:min(int64(len(p)), b.left)])
		b.left -= int64(n)
		return n, err
	}
	var one [1]byte // is that all?
	n, err := b.r.Read(one[:])
	if n > 0 {
		return 0, over("more than %d bytes of text", b.most)
	}
	return 0, err
}

type countingReader struct {
	r io.Reader
	n int64
}

func (c *countingReader) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// isBlank reports whether a line is nothing but space.
func isBlank(line []byte) bool {
	for _, c := range line {
		if c != ' ' && c != '\t' && c != '\r' {
			return false
		}
	}
	return true
}

package house_test

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"sort"
	"strconv"
	"strings"
)

const module = "github.com/footfall-go/footfall"

// tree is the module as the rules see it.
type tree struct {
	files    fs.FS
	set      *token.FileSet
	packages []*folder // by path
}

// folder is one directory with Go files.
type folder struct {
	path    string // within the module: "people/value"; "" is the top
	sources []*source
	tests   []*source
}

type source struct {
	path  string
	lines int
	*ast.File
}

// readTree parses every Go file of the module; dot directories, testdata and modules below are not of it.
func readTree(files fs.FS) (*tree, error) {
	t := &tree{files: files, set: token.NewFileSet()}
	byPath := map[string]*folder{}
	err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if name == "." {
				return nil
			}
			if _, err := fs.Stat(files, path.Join(name, "go.mod")); err == nil || d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".") {
				return fs.SkipDir
			}
			return nil
		}
		if path.Ext(name) != ".go" {
			return nil
		}
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		file, err := parser.ParseFile(t.set, name, text, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		dir := strings.TrimPrefix(path.Dir(name), ".")
		if byPath[dir] == nil {
			byPath[dir] = &folder{path: dir}
			t.packages = append(t.packages, byPath[dir])
		}
		s := &source{path: name, lines: bytes.Count(text, []byte("\n")), File: file}
		if strings.HasSuffix(name, "_test.go") {
			byPath[dir].tests = append(byPath[dir].tests, s)
		} else {
			byPath[dir].sources = append(byPath[dir].sources, s)
		}
		return nil
	})
	sort.Slice(t.packages, func(i, j int) bool { return t.packages[i].path < t.packages[j].path })
	return t, err
}

// top is the first element of a folder's path: the package family.
func (f *folder) top() string {
	top, _, _ := strings.Cut(f.path, "/")
	return top
}

func (f *folder) all() []*source { return append(append([]*source(nil), f.sources...), f.tests...) }

// isCommand reports a folder that holds a program.
func (f *folder) isCommand() bool { return len(f.sources) > 0 && f.sources[0].Name.Name == "main" }

// at is where a node stands, for messages.
func (t *tree) at(n ast.Node) string {
	p := t.set.Position(n.Pos())
	return fmt.Sprintf("%s:%d", p.Filename, p.Line)
}

// imports are a file's imports by path, with the name that the file calls them by.
func (s *source) imports() map[string]string {
	named := map[string]string{}
	for _, i := range s.Imports {
		p, err := strconv.Unquote(i.Path.Value)
		if err != nil {
			continue // the parser has checked it
		}
		named[p] = path.Base(p)
		if strings.HasPrefix(path.Base(p), "v") && strings.Trim(path.Base(p)[1:], "0123456789") == "" {
			named[p] = path.Base(path.Dir(p)) // roaring/v2
		}
		if i.Name != nil {
			named[p] = i.Name.Name
		}
	}
	return named
}

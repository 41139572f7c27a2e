package house_test

import (
	"fmt"
	"go/ast"
	"go/token"
	"path"
	"slices"
	"strings"
)

// plain are methods whose interface says what they do.
var plain = []string{"Error", "Unwrap", "String", "MarshalJSON", "UnmarshalJSON", "MarshalText", "UnmarshalText"}

// documented: every package says what it is for, once, and every exported name outside of tests what it is. A constant or variable may say it in its
// group or beside it, a field in its type.
func documented(t *tree) (broken []string) {
	for _, p := range t.packages {
		if len(p.sources) == 0 {
			continue
		}
		docs := 0
		for _, s := range p.sources {
			if s.Doc != nil {
				docs++
				want := "Package " + s.Name.Name + " "
				if !p.isCommand() && !strings.HasPrefix(s.Doc.Text(), want) {
					broken = append(broken, fmt.Sprintf("%s: the package comment does not begin with %q", s.path, want))
				}
			}
			if p.isCommand() {
				continue // nothing of a program is exported
			}
			for _, d := range s.Decls {
				for _, name := range undocumented(d) {
					broken = append(broken, fmt.Sprintf("%s: %s has no doc comment", t.at(d), name))
				}
			}
		}
		if docs != 1 {
			broken = append(broken, fmt.Sprintf("%s: %d package comments, not one", path.Join(module, p.path), docs))
		}
	}
	return broken
}

func undocumented(d ast.Decl) (names []string) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		if !d.Name.IsExported() || !empty(d.Doc) {
			return nil
		}
		if d.Recv == nil {
			return []string{d.Name.Name}
		}
		if receiver := receiverName(d.Recv.List[0].Type); ast.IsExported(receiver) && !slices.Contains(plain, d.Name.Name) {
			return []string{receiver + "." + d.Name.Name}
		}
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				if spec.Name.IsExported() && empty(d.Doc) && empty(spec.Doc) {
					names = append(names, spec.Name.Name)
				}
			case *ast.ValueSpec:
				for _, n := range spec.Names {
					if n.IsExported() && empty(d.Doc) && empty(spec.Doc) && empty(spec.Comment) {
						names = append(names, n.Name)
					}
				}
			}
		}
	}
	return names
}

// empty reports a comment that says nothing: none, or directives alone.
func empty(c *ast.CommentGroup) bool { return c == nil || strings.TrimSpace(c.Text()) == "" }

// tableWords is what the comment of a package-level variable says that is a table and no state.
const tableWords = "never changed"

// noState: packages hold no variable that a call could change, and run nothing by being imported. Errors are variables in Go; a table that is never changed
// says so.
func noState(t *tree) (broken []string) {
	for _, p := range t.packages {
		for _, s := range p.sources {
			for _, d := range s.Decls {
				switch d := d.(type) {
				case *ast.FuncDecl:
					if d.Recv == nil && d.Name.Name == "init" {
						broken = append(broken, t.at(d)+": func init")
					}
				case *ast.GenDecl:
					if d.Tok != token.VAR {
						continue
					}
					for _, spec := range d.Specs {
						v := spec.(*ast.ValueSpec)
						if isError(v) || isAssertion(v) || isEmbedded(d) || isTable(d, v) {
							continue
						}
						broken = append(broken, fmt.Sprintf("%s: variable %s: neither an error nor a table that is %s", t.at(v), v.Names[0].Name, tableWords))
					}
				}
			}
		}
	}
	return broken
}

// isError: var ErrX = errors.New(...) or fmt.Errorf(...).
func isError(v *ast.ValueSpec) bool {
	for i, n := range v.Names {
		if !strings.HasPrefix(n.Name, "Err") && !strings.HasPrefix(n.Name, "err") || i >= len(v.Values) {
			return false
		}
		call, ok := v.Values[i].(*ast.CallExpr)
		if !ok {
			return false
		}
		made, ok := call.Fun.(*ast.SelectorExpr)
		if !ok || made.Sel.Name != "New" && made.Sel.Name != "Errorf" {
			return false
		}
	}
	return true
}

// isAssertion: var _ I = T{}.
func isAssertion(v *ast.ValueSpec) bool {
	return !slices.ContainsFunc(v.Names, func(n *ast.Ident) bool { return n.Name != "_" })
}

// isEmbedded: a file that go:embed brings in as text, which nothing can change.
func isEmbedded(d *ast.GenDecl) bool {
	return d.Doc != nil && slices.ContainsFunc(d.Doc.List, func(c *ast.Comment) bool { return strings.HasPrefix(c.Text, "//go:embed ") })
}

// isTable: an unexported variable whose comment says that it is never changed.
func isTable(d *ast.GenDecl, v *ast.ValueSpec) bool {
	if slices.ContainsFunc(v.Names, (*ast.Ident).IsExported) {
		return false // anybody could change it
	}
	for _, c := range []*ast.CommentGroup{d.Doc, v.Doc, v.Comment} {
		if c != nil && strings.Contains(strings.Join(strings.Fields(c.Text()), " "), tableWords) {
			return true
		}
	}
	return false
}

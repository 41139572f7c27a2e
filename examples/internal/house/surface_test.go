package house_test

import (
	"fmt"
	"go/ast"
	"go/token"
	"slices"
)

// hidden are the packages whose types stay inside.
var hidden = []string{roaringPath, btreePath}

// doors are the one way in and the one way out of a set.
var doors = []string{"people: View.Adopt", "people: Set.Bits"}

// closedSurface: no type of roaring or btree in an exported signature, field, embedded field, interface, constraint or variable, but in the two
// doors. A type of our own that is only another name for such a type, or shows one, counts as one.
func closedSurface(t *tree) (broken []string) {
	for _, p := range t.packages {
		shows := showing(p)
		for _, s := range p.sources {
			look := looker{imports: hiddenNames(s), shows: shows}
			for _, d := range s.Decls {
				for _, name := range look.exported(d) {
					if !slices.Contains(doors, p.path+": "+name) {
						broken = append(broken, fmt.Sprintf("%s: %s shows a type of roaring or btree", t.at(d), name))
					}
				}
			}
		}
	}
	return broken
}

// hiddenNames are the names by which a file calls the hidden packages, packages below them included.
func hiddenNames(s *source) (names []string) {
	for imported, name := range s.imports() {
		for _, h := range hidden {
			if imported == h || len(imported) > len(h) && imported[:len(h)+1] == h+"/" {
				names = append(names, name)
			}
		}
	}
	return names
}

// showing finds the package's types that show a hidden one, to a fixed point.
func showing(p *folder) map[string]bool {
	shows := map[string]bool{}
	for grown := true; grown; {
		grown = false
		for _, s := range p.sources {
			look := looker{imports: hiddenNames(s), shows: shows}
			for _, d := range s.Decls {
				g, ok := d.(*ast.GenDecl)
				if !ok || g.Tok != token.TYPE {
					continue
				}
				for _, spec := range g.Specs {
					if ts := spec.(*ast.TypeSpec); !shows[ts.Name.Name] && look.sees(ts.Type) {
						shows[ts.Name.Name] = true
						grown = true
					}
				}
			}
		}
	}
	return shows
}

// looker knows the names of one file by which a hidden type can be called.
type looker struct {
	imports []string
	shows   map[string]bool
}

// exported gives the exported names of a declaration that show a hidden type.
func (l looker) exported(d ast.Decl) (names []string) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		name := d.Name.Name
		if d.Recv != nil {
			receiver := receiverName(d.Recv.List[0].Type)
			if !ast.IsExported(receiver) {
				return nil
			}
			name = receiver + "." + name
		}
		if d.Name.IsExported() && (l.sees(d.Type) || d.Type.TypeParams != nil && l.seesFields(d.Type.TypeParams, true)) {
			names = append(names, name)
		}
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				if spec.Name.IsExported() && (l.sees(spec.Type) || spec.TypeParams != nil && l.seesFields(spec.TypeParams, true)) {
					names = append(names, spec.Name.Name)
				}
			case *ast.ValueSpec:
				for _, n := range spec.Names {
					if n.IsExported() && (spec.Type != nil && l.sees(spec.Type) || slices.ContainsFunc(spec.Values, l.sees)) {
						names = append(names, n.Name)
					}
				}
			}
		}
	}
	return names
}

func receiverName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.StarExpr:
		return receiverName(e.X)
	case *ast.IndexExpr:
		return receiverName(e.X)
	case *ast.IndexListExpr:
		return receiverName(e.X)
	case *ast.Ident:
		return e.Name
	}
	return ""
}

// sees reports whether an expression shows a hidden type to whoever holds it: unexported fields and methods do not.
func (l looker) sees(e ast.Expr) (found bool) {
	ast.Inspect(e, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			if x, ok := n.X.(*ast.Ident); ok && slices.Contains(l.imports, x.Name) {
				found = true
			}
			return false
		case *ast.Ident:
			found = found || l.shows[n.Name]
		case *ast.StructType:
			found = found || l.seesFields(n.Fields, false)
			return false
		case *ast.InterfaceType:
			found = found || l.seesFields(n.Methods, false)
			return false
		case *ast.FuncType:
			found = found || l.seesFields(n.Params, true) || n.Results != nil && l.seesFields(n.Results, true)
			return false
		}
		return !found
	})
	return found
}

// seesFields looks at fields: exported and embedded ones, or all.
func (l looker) seesFields(fields *ast.FieldList, all bool) bool {
	return slices.ContainsFunc(fields.List, func(f *ast.Field) bool {
		open := all || len(f.Names) == 0 || slices.ContainsFunc(f.Names, (*ast.Ident).IsExported)
		return open && l.sees(f.Type)
	})
}

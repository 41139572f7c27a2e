// Package house keeps the rules of the repository: what stands at the top level, which package imports which, which types may be seen from
// outside, what is documented, what may be a variable. It holds tests alone and is imported by nothing.
//
// It lives below examples, and not beside what it checks, because the top level is fixed and has no room for tests, and because examples
// stands at the end of the import direction: only from here every package is in sight. The rules read syntax and no types, so that they run in
// a second and also on a tree that does not compile at the moment.
//
// Each rule is tried on a small tree that breaks it, so that none can pass by looking at nothing.
package house

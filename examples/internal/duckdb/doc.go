// Package duckdb asks DuckDB the questions of the benchmarks beside Footfall, in one process and alternately: that both give the same answers, and how long each takes.
//
// It is a module of its own, because DuckDB's library is some hundred megabytes and needs cgo. DuckDB is favoured where there was a choice: texts are small integers, the table is
// sorted by (event, time), the faster of up to two formulations of a question counts, and of a funnel only the people are asked for, where Footfall also counts attempts, who may still go on, and
// the people behind each number. Footfall is favoured in one respect: whom a test on an attribute is met by it keeps until a value changes, where DuckDB asks all people each time. That is worth 0.3 ms a million people and
// test, which BenchmarkSegments of package workload has apart.
//
//	FOOTFALL_SIZE=10M go test -run '^$' -bench . -benchtime 100x -timeout 1h .
package duckdb

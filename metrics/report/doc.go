// Package report holds what metrics and funnel reports share: ratios that keep their parts, the header that lets a stored number be read
// years later, tables, and pictures.
//
// Nothing here rounds a number that is kept: a [Ratio] is two counts, and only its texts for people ([Ratio.Percent], [Ratio.Decimal])
// have a fixed number of digits. A quotient by 0 is not defined: "n/a" in a text, no "value" in JSON, never NaN and never 0.
//
// A [Table] may hold names that came from anywhere. [Table.WriteText] shows what a terminal would obey or hide (control characters, line
// ends, changes of the writing direction, invisible characters, bytes that are not UTF-8) as escapes, so that a name can neither forge a
// row nor move the cursor.
//
// The same table goes into a mail with [Table.WriteMarkdown] and into a spreadsheet with [Table.WriteCSV], where no name can run as a formula.
// A [LineGraph] and a [BarGraph] draw themselves as SVG. In all of them names are shown as in text, and escaped as the format asks.
//
// All values are plain data: not safe to change while another goroutine reads them, otherwise free to share.
package report

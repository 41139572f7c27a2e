package store

import (
	"bufio"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// zoneData names the version of the zone data that time.LoadLocation uses, as far as it can be told: the first line of the system's tzdata.zi ("2026b"),
// else the data that came with the Go release. A report carries it, since the rules of a zone change under a stored number.
func zoneData() string {
	for _, dir := range []string{os.Getenv("ZONEINFO"), "/usr/share/zoneinfo", "/usr/share/lib/zoneinfo", "/usr/lib/locale/TZ", "/etc/zoneinfo"} {
		if dir == "" {
			continue
		}
		f, err := os.Open(filepath.Join(dir, "tzdata.zi"))
		if err != nil {
			if _, err := os.Stat(filepath.Join(dir, "UTC")); err == nil {
				return "system, version unknown"
			}
			continue
		}
		defer f.Close()
		line, err := bufio.NewReader(f).ReadString('\n')
		if version, ok := strings.CutPrefix(strings.TrimSpace(line), "# version "); ok && err == nil {
			return version
		}
		return "system, version unknown"
	}
	return runtime.Version()
}

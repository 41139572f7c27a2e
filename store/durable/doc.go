// Package durable keeps a store.Store on files, so that a service can have its only copy of its events in it: opened again after a crash, it holds every change that was
// acknowledged, as far as the policy promises, and no part of any other.
//
//	d, err := durable.Open(ctx, "/var/lib/footfall", nil)
//	_, err = d.Append(store.Event{Person: "ana", Name: "Song Played", Time: t}) // on disk when it returns
//	err = d.Close()
//
// A Store of this package is a store.Store with more calls; questions are asked of its views as of any other. Whoever does not import the package links nothing of it, and of bbolt.
//
// # What each policy may lose
//
// Every commit is whole or absent under each of them, and none is there without those before it.
//
//	policy         kill -9 of the process       power loss, crash of the system
//	EveryCommit    nothing acknowledged         nothing acknowledged
//	EveryInterval  nothing acknowledged         at most the acknowledged commits of the last Interval
//	Never          nothing acknowledged         everything since the last Snapshot or Compact; Open may refuse the folder by ErrDamaged
//
// The promises are those of the file system: a disk that says "written" when it is not loses more. When writing or fsync fails, the commits in hand are refused, and so is every later one
// until the folder is opened again (ErrFailed): after a failed fsync nobody knows what is on the disk. A commit that was refused so may be there when the folder is opened again, whole.
// Under EveryInterval and Never it can be acknowledged commits that the failure concerns.
//
// # The folder
//
//	lock.db              a bbolt file that is open, and so locked, as long as the folder is; holds the version of the folder
//	snapshot-<commits>   a state as View.WriteSnapshot writes it; the number is how many commits went before
//	tail-<commits>.db    a bbolt file of the records of the commits after that number
//	recent               under EveryInterval: records that wait for the next fsync
//
// Opening loads the newest snapshot that is sound, and makes the commits of the tails after it again: see Recovery. A snapshot starts a new tail, is written while writing goes on, is synced,
// takes its name, and only then are the files before it removed: so nothing of people who were deleted or redacted, or of events that were
// dropped, is in any file after it. Each of these changes starts one, some time after and one for many, see store.Store.Compact, which writes one at once. One that cannot be written is tried again
// after a second, then after twice as long each time, up to five minutes, until it is written or the folder is closed: Options.Log hears of each failure, and Status.Owed has the last. (The blocks that the file system freed are
// its own matter, as are backups.) A file that is not as it was written is an error by name, store.ErrDamaged, that says which; one of a newer version is store.ErrNewer.
// Two kinds of damage look as a loss of power does, and cost the end of what was written instead: in recent, what comes after the damage; in a tail, bbolt falls back by one transaction where one of its
// two meta pages is broken.
//
// # How it is shown
//
// On 2 cores, with 0 acknowledged commits lost and 0 halved: 2,000 kills at random moments, first opens, snapshots and compaction among them, after each of which the folder was opened and compared with
// what had been acknowledged; the end of the process before each of 499 calls that change a file, and of 12,129 more of a process of any policy that opened what that left: 2,577 different folders
// after a kill, 5,109 after a loss of power, of which 515 were refused where a policy was Never; a full disk under each policy; every fsync failing, all and each by itself, under each policy; every file
// of a small folder cut off and changed; random bits of a tail of many pages.
//
//	FOOTFALL_KILLS=2000 go test -timeout 1h -v -run 'TestKill$' ./store/durable # without: 200, half a minute; 24 under -short
//	FOOTFALL_CRASHES=all go test -v -run EveryCrashPoint ./store/durable        # without: a tenth, seconds; Linux on amd64
//	go test -v -run 'Damaged|Missing|Behind|Before|FullDisk|ReadOnly|Fsync' ./store/durable
//	go test -run '^$' -fuzz FuzzTail -fuzzminimizetime 10x ./store/durable
//
// The loss of power is simulated: a process is traced, and the files are put together as they would be if it ended before any single call that changes one of them, with what was synced and any part of
// the rest: names without contents, contents without names, sectors of either. What a killed process wrote and did not sync is not synced for the one that comes after it. What is
// not tried is a disk that says "synced" when it is not.
//
// Whoever was deleted or redacted is searched for byte by byte, in all files, in a backup and in a dump of the heap, after Compact, after the compaction that begins by itself, and where it begins after opening again:
// what only that person had is found before, and nowhere after. A folder and a store in memory go through the same random changes, closed and opened between, and are the same at each step, as are all views held.
//
//	go test -v -run 'NothingIsLeft|FolderIs' ./store/durable
//
// # Beyond files
//
// A service that has a durable log of its own does without this package: see store.Journal, View.WriteSnapshot, store.Load and Store.Replay.
package durable

using System.Text;
using Aops.Sweep.Power;

namespace Aops.Sweep.Tests;

/// <summary>What a disk may hold after a power cut, under the least that POSIX promises.</summary>
public sealed class CutStatesTests : IDisposable
{
    private const ulong FolderInode = 1000;
    private const ulong FileInode = 1001;

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("aops-cut-");

    [Fact]
    public void DurableReplacement_LeavesTheOldContent_OrTheNewOne()
    {
        var seen = ContentsOf("f", Replacement(flushesFile: true, flushesFolder: true));

        Assert.Equal(["new", "old"], seen);
    }

    [Fact]
    public void RenameWithoutFlushOfTheFile_LeavesItEmptyCutOrZeros()
    {
        var seen = ContentsOf("f", Replacement(flushesFile: false, flushesFolder: true));

        Assert.Equal(["", "\0\0\0", "n", "new", "old"], seen);
    }

    [Fact]
    public void RenameWithoutFlushOfTheFolder_MayBeLost_HoweverMuchComesAfter()
    {
        var calls = Replacement(flushesFile: true, flushesFolder: false)
            .Append(new DiskEvent(DiskCall.Create, "d/other") { Inode = 1002 }).ToList();

        var last = StatesOf(calls, [.. Begin()]).Where(s => s.Name.Contains($"@{calls.Count}:", StringComparison.Ordinal));

        Assert.Contains(last, s => TextAt(s, "d/f") == "old");
    }

    [Fact]
    public void NameAndContent_NeedAFlushEach()
    {
        DiskEvent[] calls =
        [
            new(DiskCall.Create, "d/new") { Inode = FileInode },
            new(DiskCall.Write, "d/new") { Inode = FileInode, Data = "abcd"u8.ToArray() },
            new(DiskCall.Flush, "d/new") { Inode = FileInode },
        ];

        var after = StatesOf(calls, [.. Begin()]).Select(s => TextAt(s, "d/new")).Distinct().Order(StringComparer.Ordinal);

        Assert.Equal(["", "\0\0\0\0", "ab", "abcd"], after);
    }

    [Fact]
    public void RenameOfAFolder_IsThereWhole_OrNotAtAll()
    {
        DiskEvent[] calls =
        [
            new(DiskCall.MakeDirectory, "d/.staging") { Inode = 1010 },
            new(DiskCall.Create, "d/.staging/program") { Inode = FileInode },
            new(DiskCall.Write, "d/.staging/program") { Inode = FileInode, Data = "abcd"u8.ToArray() },
            new(DiskCall.Flush, "d/.staging/program") { Inode = FileInode },
            new(DiskCall.Flush, "d/.staging") { Inode = 1010 },
            new(DiskCall.Rename, "d/slot") { Inode = 1010, Source = "d/.staging" },
            new(DiskCall.Flush, "d") { Inode = FolderInode },
        ];

        Assert.All(StatesOf(calls, [.. Begin()]).Where(s => s.Entries.ContainsKey("d/slot")), s =>
        {
            Assert.Equal("abcd", TextAt(s, "d/slot/program"));
            Assert.DoesNotContain("d/.staging", s.Entries.Keys);
        });
    }

    [Fact]
    public void Promise_OfWhatWasFlushed_IsKept_AndOfTheRestIsNot()
    {
        Assert.Empty(BrokenPromises(Replacement(flushesFile: true, flushesFolder: true)));
        Assert.NotEmpty(BrokenPromises(Replacement(flushesFile: true, flushesFolder: false)));
    }

    [Fact]
    public void Sample_IsTheSameForTheSameSeed()
    {
        var recording = Record([.. Begin(), .. Replacement(flushesFile: false, flushesFolder: false)]);

        string[] Names(int seed) =>
            [.. new CutStates(recording).Sample(10, new Random(seed)).Select(s => s.Name)];

        Assert.Equal(Names(7), Names(7));
        Assert.NotEqual(Names(7), Names(8));
    }

    public void Dispose() => _root.Delete(recursive: true);

    private static string? TextAt(DiskState state, string path) =>
        state.Entries.TryGetValue(path, out var entry) ? Encoding.UTF8.GetString(entry.Content!.Bytes.Span) : null;

    // A folder with a file, both flushed.
    private static IEnumerable<DiskEvent> Begin() =>
    [
        new(DiskCall.MakeDirectory, "d") { Inode = FolderInode },
        new(DiskCall.Create, "d/f") { Inode = 999 },
        new(DiskCall.Write, "d/f") { Inode = 999, Data = "old"u8.ToArray() },
        new(DiskCall.FlushAll, "d/f") { Inode = 999 },
    ];

    private static DiskEvent[] Replacement(bool flushesFile, bool flushesFolder) =>
    [
        new(DiskCall.Create, "d/f.tmp") { Inode = FileInode },
        new(DiskCall.Write, "d/f.tmp") { Inode = FileInode, Data = "new"u8.ToArray() },
        .. flushesFile ? [new DiskEvent(DiskCall.Flush, "d/f.tmp") { Inode = FileInode }] : Array.Empty<DiskEvent>(),
        new(DiskCall.Rename, "d/f") { Inode = FileInode, Source = "d/f.tmp" },
        .. flushesFolder ? [new DiskEvent(DiskCall.Flush, "d") { Inode = FolderInode }] : Array.Empty<DiskEvent>(),
        new(DiskCall.End, ""),
    ];

    private PowerRecording Record(IReadOnlyList<DiskEvent> calls) =>
        new("test", DiskModel.Load(_root.FullName, _ => false), calls)
        {
            IsOutside = _ => false,
            Promise = i => calls[i].Call == DiskCall.End ? path => path == "d/f" : null,
        };

    private IEnumerable<DiskState> StatesOf(IReadOnlyList<DiskEvent> calls, IReadOnlyList<DiskEvent> before)
    {
        var recording = Record([.. before, .. calls]);
        return new CutStates(recording).All().ToList()
            .Where(s => int.Parse(s.Name[(s.Name.IndexOf('@') + 1)..s.Name.IndexOf(':')]) > before.Count);
    }

    private IEnumerable<string?> ContentsOf(string name, IReadOnlyList<DiskEvent> calls) =>
        StatesOf(calls, [.. Begin()]).Select(s => TextAt(s, $"d/{name}")).Distinct().Order(StringComparer.Ordinal);

    private IEnumerable<string> BrokenPromises(IReadOnlyList<DiskEvent> calls)
    {
        var recording = Record([.. Begin(), .. calls]);
        var states = new CutStates(recording);
        var check = new StateCheck(recording, states);
        return [.. states.All().SelectMany(check.FindFaults).Where(f => f.EndsWith("told of it", StringComparison.Ordinal))];
    }
}

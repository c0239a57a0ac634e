using Aops.AgentService.Installed;

namespace Aops.AgentService.Tests;

public sealed class InstallationBackupTests : IDisposable
{
    private readonly TemporaryRoot _root = new();
    private readonly InstallationBackup _older;

    public InstallationBackupTests()
    {
        _root.LayOutSlot();
        File.WriteAllText(_root.Layout.Journal, "old");
        File.WriteAllText(_root.Layout.Identity, "me");
        File.WriteAllText(_root.Layout.Commands, "ran");
        File.WriteAllText(_root.Layout.SubAgentFloors, "[]");
        File.WriteAllText(_root.Layout.Conf, "mine");
        Directory.CreateDirectory(Path.GetDirectoryName(_root.Layout.TrustRoot)!);
        File.WriteAllText(_root.Layout.TrustRoot, "trust");
        _older = new InstallationBackup(_root.Layout);
    }

    public void Dispose() => _root.Dispose();

    [Fact]
    public void MoveAside_KeepsIdentityCommandsFloorsAndSettings()
    {
        _older.MoveAside(withConf: false);
        Assert.True(File.Exists(_root.Layout.Identity));
        Assert.True(File.Exists(_root.Layout.Commands));
        Assert.True(File.Exists(_root.Layout.SubAgentFloors));
        Assert.True(File.Exists(_root.Layout.Conf));
        Assert.False(File.Exists(_root.Layout.Journal));
        Assert.False(File.Exists(_root.Layout.LauncherProgram));
        Assert.False(Directory.Exists(_root.Layout.Releases));
    }

    [Fact]
    public void PutBack_AfterAHalfMadeNewOne_GivesTheOldTree()
    {
        var before = _root.Everything().Order().ToList();
        _older.MoveAside(withConf: true);
        Directory.CreateDirectory(_root.Layout.Slot("2.0.0"));
        File.WriteAllText(_root.Layout.Journal, "new");
        File.WriteAllText(_root.Layout.Conf, "new");
        _older.PutBack();
        Assert.Equal(before, _root.Everything().Order());
        Assert.Equal("old", File.ReadAllText(_root.Layout.Journal));
        Assert.Equal("mine", File.ReadAllText(_root.Layout.Conf));
    }

    [Fact]
    public void Discard_LeavesOnlyTheNewOne()
    {
        _older.MoveAside(withConf: false);
        Directory.CreateDirectory(_root.Layout.Slot("2.0.0"));
        _older.Discard();
        Assert.Equal(["releases", "releases/2.0.0"], Directory.EnumerateFileSystemEntries(
            _root.Layout.Opt, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(_root.Layout.Opt, path)).Order());
        Assert.DoesNotContain(_root.Everything(), path => Path.GetFileName(path).StartsWith('.'));
    }

    [Fact]
    public void Recover_CutOffBeforeTheEnd_PutsTheOldOneBack()
    {
        _older.MoveAside(withConf: false);
        File.WriteAllText(_root.Layout.Journal, "new");
        Assert.True(new InstallationBackup(_root.Layout).Recover());
        Assert.Equal("old", File.ReadAllText(_root.Layout.Journal));
    }

    [Fact]
    public void Recover_CutOffWhileTheOldOneWasDeleted_KeepsTheNewOne()
    {
        _older.MoveAside(withConf: false);
        File.WriteAllText(_root.Layout.Journal, "new");
        // The first step of the discard, and then a power cut.
        Directory.Move(Path.Combine(_root.Layout.State, ".previous"), Path.Combine(_root.Layout.State, ".discarded"));
        Assert.False(new InstallationBackup(_root.Layout).Recover());
        Assert.Equal("new", File.ReadAllText(_root.Layout.Journal));
        Assert.DoesNotContain(_root.Everything(), path => Path.GetFileName(path).StartsWith('.'));
    }
}

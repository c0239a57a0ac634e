using Aops.Contracts;
using Aops.Contracts.Wire.Runs;
using Aops.Layout;
using Aops.Releases.Playbooks;
using Aops.Releases.Runbooks;
using Aops.Releases.Transport;

namespace Aops.ReleaseTool.Tests;

/// <summary><c>playbook</c>: sets are packed the same everywhere, signed, and what hosts unpack.</summary>
public sealed class PlaybookTests : IDisposable
{
    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    private void MakeSet(string folder = "set", string version = "1", string extra = "")
    {
        _tool.Write($"{folder}/runbook.json", $$"""
            {
              "name": "web", "version": "{{version}}", "title": "Web", "description": "Sets up the web server.",
              "parameters": [{ "name": "port", "type": "integer", "default": "80" }],
              "command": { "timeoutSeconds": 900, "isExclusive": true },
              "playbook": { "file": "site.yml", "mayCheck": true, "requires": { "ansible": "2.14" } }{{extra}}
            }
            """);
        _tool.Write($"{folder}/site.yml", "- hosts: localhost\n  roles: [web]\n");
        _tool.Write($"{folder}/roles/web/tasks/main.yml", "- ansible.builtin.command: /bin/true\n");
        _tool.Write($"{folder}/roles/web/files/run.sh", "#!/bin/sh\n", executable: true);
        _tool.Write($"{folder}/{new string('d', 90)}/{new string('f', 90)}", "long");
    }

    private Task<int> AddAsync(string folder = "set") =>
        _tool.RunAsync("playbook", "add", _tool[folder], "--repo", _tool.Repo, "--keys", _tool.Keys);

    private AopsLayout Host()
    {
        var layout = new AopsLayout(_tool["host"]);
        Directory.CreateDirectory(Path.GetDirectoryName(layout.TrustRoot)!);
        File.Copy(_tool.TrustRoot, layout.TrustRoot, overwrite: true);
        return layout;
    }

    private async Task<TargetLook<Runbook>> FindAsync() =>
        await new RunTargetSource(new DirectoryReleaseSource(_tool.Repo), Host(), TimeProvider.System)
            .FindRunbookAsync(new RunbookReference("web", "1"), CancellationToken.None);

    [Fact]
    public async Task Added_IsWhatHostsFetchAndUnpack()
    {
        await _tool.InitAsync();
        MakeSet();

        Assert.Equal(ExitCodes.Ok, await AddAsync());

        var runbook = Assert.IsType<TargetLook<Runbook>.Found>(await FindAsync()).Content;
        Assert.Equal([Playbook.ProgramName], runbook.Command.Args!);
        Assert.Equal((900, true), (runbook.Command.TimeoutSeconds, runbook.Command.IsExclusive));
        var source = new DirectoryReleaseSource(_tool.Repo);
        var playbooks = new PlaybookSource(Host(), TimeProvider.System);
        var path = Assert.IsType<TargetLook<string>.Found>(
            await playbooks.LocateAsync(source, runbook, CancellationToken.None)).Content;
        var fetched = Assert.IsType<TargetLook<string>.Found>(
            await playbooks.FetchAsync(source, path, runbook.Playbook!.Archive, CancellationToken.None)).Content;
        Assert.Equal(fetched, playbooks.TryFind(runbook.Playbook.Archive));
        PlaybookUnpacker.Unpack(fetched, runbook.Playbook.Archive, _tool["unpacked"]);
        Assert.Equal("- hosts: localhost\n  roles: [web]\n", await File.ReadAllTextAsync(_tool["unpacked/site.yml"]));
        Assert.False(File.Exists(_tool["unpacked/runbook.json"]));
        Assert.True(File.GetUnixFileMode(_tool["unpacked/roles/web/files/run.sh"]).HasFlag(UnixFileMode.UserExecute));
        Assert.Equal("long", await File.ReadAllTextAsync(_tool[$"unpacked/{new string('d', 90)}/{new string('f', 90)}"]));
        await _tool.OkAsync("verify", "--repo", _tool.Repo, "--root", _tool.TrustRoot);
    }

    [Fact]
    public async Task Packed_IsTheSameFromEveryCopy()
    {
        MakeSet("a");
        MakeSet("b");
        File.SetLastWriteTimeUtc(_tool["b/site.yml"], DateTime.UnixEpoch);
        File.SetUnixFileMode(_tool["b/site.yml"], UnixFileMode.UserRead | UnixFileMode.UserWrite);

        Assert.Equal(PlaybookPacker.Pack(_tool["a"]).Archive, PlaybookPacker.Pack(_tool["b"]).Archive);
        await File.AppendAllTextAsync(_tool["b/site.yml"], "\n");
        Assert.NotEqual(PlaybookPacker.Pack(_tool["a"]).Archive, PlaybookPacker.Pack(_tool["b"]).Archive);
    }

    [Fact]
    public async Task AddedAgain_ChangesNothing_AndOtherFilesNeverReplaceIt()
    {
        await _tool.InitAsync();
        MakeSet();
        await AddAsync();

        Assert.Equal(ExitCodes.Ok, await AddAsync());
        Assert.Contains("nothing was changed", _tool.Output, StringComparison.Ordinal);
        _tool.Write("set/site.yml", "- hosts: all\n  roles: [web]\n");
        Assert.Equal(ExitCodes.CannotWrite, await AddAsync());
        Assert.Contains("give the playbook a new version", _tool.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Listed_ThenRemoved_IsNotFoundAndNeverSignedAgain()
    {
        await _tool.InitAsync();
        MakeSet();
        await AddAsync();
        await _tool.OkAsync("playbook", "list", "--repo", _tool.Repo);
        Assert.Contains("site.yml of playbooks/web/1.tar.zst", _tool.Output, StringComparison.Ordinal);
        Assert.Contains("may be checked", _tool.Output, StringComparison.Ordinal);

        await _tool.OkAsync("playbook", "remove", "web", "1", "--repo", _tool.Repo, "--keys", _tool.Keys);

        Assert.IsType<TargetLook<Runbook>.Absent>(await FindAsync());
        Assert.Equal(ExitCodes.CannotWrite, await AddAsync());
        Assert.Equal(ExitCodes.NoInput,
            await _tool.RunAsync("playbook", "remove", "web", "1", "--repo", _tool.Repo, "--keys", _tool.Keys));
    }

    [Fact]
    public async Task Runbook_ThatIsAPlaybook_IsRemovedWithItsArchive_AndNotSignedAlone()
    {
        await _tool.InitAsync();
        MakeSet();
        await AddAsync();
        var runbook = Assert.IsType<TargetLook<Runbook>.Found>(await FindAsync()).Content;
        await File.WriteAllBytesAsync(_tool["web.json"], (runbook with { Version = "2" }).ToJson());

        Assert.Equal(ExitCodes.BadData,
            await _tool.RunAsync("runbook", "add", _tool["web.json"], "--repo", _tool.Repo, "--keys", _tool.Keys));
        Assert.Contains("is a playbook; sign its folder", _tool.Error, StringComparison.Ordinal);
        await _tool.OkAsync("runbook", "remove", "web", "1", "--repo", _tool.Repo, "--keys", _tool.Keys);
        await _tool.OkAsync("list", "--repo", _tool.Repo);
        Assert.DoesNotContain("playbooks/web", _tool.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Set_WithLinkOrWithoutPlaybook_IsRefused()
    {
        MakeSet();
        File.CreateSymbolicLink(_tool["set/link"], "/etc/passwd");
        Assert.Equal(ExitCodes.BadData, await _tool.RunAsync("playbook", "check", _tool["set"]));
        Assert.Contains("link: is a link", _tool.Error, StringComparison.Ordinal);
        File.Delete(_tool["set/link"]);
        File.Move(_tool["set/site.yml"], _tool["set/other.yml"]);
        Assert.Equal(ExitCodes.BadData, await _tool.RunAsync("playbook", "check", _tool["set"]));
        Assert.Contains("site.yml:1: is not in the folder", _tool.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(""", "x": 1""", "x")]
    [InlineData(""", "needsSignature": "no" """, "needsSignature")]
    public async Task Description_WithFault_IsRefused(string extra, string word)
    {
        MakeSet(extra: extra);

        Assert.Equal(ExitCodes.BadData, await _tool.RunAsync("playbook", "check", _tool["set"]));
        Assert.Contains(word, _tool.Error, StringComparison.Ordinal);
    }
}

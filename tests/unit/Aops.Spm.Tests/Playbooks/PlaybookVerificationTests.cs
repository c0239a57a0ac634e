using Aops.Contracts.Wire.Runs;
using Aops.Releases.Playbooks;
using Aops.Releases.Runbooks;
using Aops.Spm.Runs;
using Aops.Spm.Tests.Runs;

namespace Aops.Spm.Tests.Playbooks;

/// <summary>Orders of playbooks: what is signed is brought to the host, what is not is refused, and nothing runs before.</summary>
public sealed class PlaybookVerificationTests : IDisposable
{
    private static readonly RunbookReference Web = new("web", "1");

    private readonly SignedRuns _runs = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("aops-playbook-").FullName;
    private readonly byte[] _content;
    private readonly PlaybookArchive _archive;

    public PlaybookVerificationTests()
    {
        // A program that is none of Python is asked for nothing.
        var program = Path.Combine(_folder, Playbook.ProgramName);
        File.WriteAllText(program, "#!/bin/sh\n");
        File.SetUnixFileMode(program, (UnixFileMode)0x1ED);
        var set = Directory.CreateDirectory(Path.Combine(_folder, "set")).FullName;
        File.WriteAllText(Path.Combine(set, "site.yml"), "- hosts: localhost\n");
        (_content, _archive) = PlaybookPacker.Pack(set);
    }

    public void Dispose()
    {
        _runs.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private void Sign(bool mayCheck = true, string? path = null, byte[]? content = null, bool hasArchive = true)
    {
        var runbook = new Runbook
        {
            Name = "web", Version = "1", Title = "t", Description = "d",
            Parameters = [new RunbookParameter { Name = "token", Type = ParameterType.String, IsSecret = true }],
            Command = new RunCommand
            {
                Args = [Playbook.ProgramName], Env = new Dictionary<string, string> { ["PATH"] = path ?? _folder },
            },
            Playbook = new Playbook { Archive = _archive, File = "site.yml", MayCheck = mayCheck },
        };
        _runs.Repository.AddTarget("targets", "runbooks/web/1.json", runbook.ToJson());
        if (hasArchive) _runs.Repository.AddTarget("targets", "playbooks/web/1.tar.zst", content ?? _content);
        _runs.Repository.Publish();
    }

    private Task<RunVerdict> VerifyAsync(bool isCheck = false) => _runs.VerifyAsync(_runs.Order(Web) with
    {
        Check = isCheck, Parameters = new Dictionary<string, string> { ["token"] = "s3cret" },
    });

    private async Task<string> RefuseAsync(bool isCheck = false) =>
        Assert.IsType<RunVerdict.Refused>(await VerifyAsync(isCheck)).Sentence;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SignedPlaybook_IsAllowed_WithItsArchiveOnTheHost(bool isCheck)
    {
        Sign();

        var allowed = Assert.IsType<RunVerdict.Allowed>(await VerifyAsync(isCheck));

        Assert.Equal((isCheck, "s3cret"), (allowed.Playbook!.IsCheck, Assert.Single(allowed.Playbook.Secrets)));
        Assert.Equal(_content, await File.ReadAllBytesAsync(allowed.Playbook.ArchivePath, TestContext.Current.CancellationToken));
        Assert.Equal("""{"token":{"__ansible_unsafe":"s3cret"}}""", System.Text.Encoding.UTF8.GetString(allowed.Parameters!));
        Assert.DoesNotContain("s3cret", string.Join(' ', allowed.Command.Env.Values.Concat(allowed.Command.Args!)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Archive_ThatIsOther_OrNotSigned_IsNotTaken()
    {
        Sign(content: [1, 2, 3]);
        Assert.IsNotType<RunVerdict.Allowed>(await VerifyAsync());
        Assert.False(Directory.Exists(_runs.Layout.Playbooks) && Directory.GetFiles(_runs.Layout.Playbooks).Length > 0);
    }

    [Fact]
    public async Task Archive_WithoutATarget_IsRefused()
    {
        Sign(hasArchive: false);

        Assert.Equal("playbook web 1 is refused: its archive is not signed", await RefuseAsync());
    }

    [Fact]
    public async Task Check_IsRefused_WhereTheRunbookHasNone()
    {
        Sign(mayCheck: false);
        Assert.Equal("playbook web 1 is refused: it is signed without mayCheck", await RefuseAsync(isCheck: true));

        _runs.AddRunbook();
        _runs.Repository.Publish();
        var order = _runs.Order(new RunbookReference("restart", "1")) with
        {
            Check = true, Parameters = new Dictionary<string, string> { ["unit"] = "nginx" },
        };
        Assert.Equal("runbook restart 1 is no playbook, and cannot be checked",
            Assert.IsType<RunVerdict.Refused>(await _runs.VerifyAsync(order)).Sentence);
    }

    [Fact]
    public async Task Check_OfASignedCommand_IsRefused()
    {
        var order = _runs.Order(envelope: SignedRuns.Sign(_runs.Command(), SignedRuns.NewKey())) with { Check = true };

        Assert.Equal("the order has check and no runbook",
            Assert.IsType<RunVerdict.Refused>(await _runs.VerifyAsync(order)).Sentence);
    }

    [Fact]
    public async Task Host_ThatLacksAnsible_FetchesNothing()
    {
        Sign(path: "/nowhere");

        Assert.StartsWith("playbook web 1 is refused: this host lacks what the playbook requires: ansible-playbook in PATH (/nowhere; ",
            await RefuseAsync(), StringComparison.Ordinal);
        Assert.False(Directory.Exists(_runs.Layout.Playbooks));
    }
}

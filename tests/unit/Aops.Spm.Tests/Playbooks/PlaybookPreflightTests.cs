using Aops.Contracts.Wire.Runs;
using Aops.Releases.Runbooks;
using Aops.Spm.Playbooks;

namespace Aops.Spm.Tests.Playbooks;

/// <summary>What a host lacks for a playbook: all of it in one sentence, with the way to get it.</summary>
public sealed class PlaybookPreflightTests
{
    private static readonly PlaybookRequirements Much = new()
    {
        Ansible = "99.1", Collections = ["no.such", "community.general 8.0.0"], PythonModules = ["json", "no_such_module"],
        Commands = ["sh", "no-such-command"],
    };

    private static Task<string?> FindAsync(PlaybookRequirements requires, string? path = null) => PlaybookPreflight.FindFaultAsync(
        requires,
        new RunCommand
        {
            Args = [Playbook.ProgramName],
            Env = path is null ? new Dictionary<string, string>() : new Dictionary<string, string> { ["PATH"] = path },
        },
        TestContext.Current.CancellationToken);

    [Fact]
    public async Task Host_WithoutAnsible_IsToldHowToGetIt()
    {
        var fault = await FindAsync(Much, "/nowhere");

        Assert.Contains("this host lacks what the playbook requires: ansible-playbook in PATH (/nowhere; ", fault, StringComparison.Ordinal);
        Assert.Contains("install ansible-core)", fault, StringComparison.Ordinal);
        Assert.Contains("the command sh in PATH; the command no-such-command in PATH", fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Host_WithAnsible_LacksWhatIsMissing_AllAtOnce()
    {
        AnsibleHere.Require();

        var fault = (await FindAsync(Much))!;

        Assert.Contains("ansible-core 99.1 or newer (", fault, StringComparison.Ordinal);
        Assert.Contains("the collection no.such (ansible-galaxy collection install no.such", fault, StringComparison.Ordinal);
        Assert.Contains("the Python module no_such_module for /", fault, StringComparison.Ordinal);
        Assert.Contains("the command no-such-command in PATH", fault, StringComparison.Ordinal);
        Assert.DoesNotContain("json ", fault, StringComparison.Ordinal);
        Assert.DoesNotContain("the command sh ", fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Host_WithAll_LacksNothing()
    {
        AnsibleHere.Require();

        Assert.Null(await FindAsync(new PlaybookRequirements { Ansible = "2.9", PythonModules = ["json"], Commands = ["sh"] }));
    }

    [Theory]
    [InlineData("2.14.18", "2.14", false)]
    [InlineData("2.14.18", "2.14.18", false)]
    [InlineData("2.14.18", "2.15", true)]
    [InlineData("2.9.27", "2.10", true)]
    [InlineData("3", "2.99.99", false)]
    [InlineData("2.15.0rc1", "2.15.0", false)]
    [InlineData("", "1.0", true)]
    public void Version_IsCompared(string present, string wanted, bool isOlder) =>
        Assert.Equal(isOlder, PlaybookPreflight.IsOlder(present, wanted));

    [Theory]
    [InlineData("#!/usr/bin/python3\n", "/usr/bin/python3")]
    [InlineData("#! /opt/venv/bin/python3.11 -s\n", "/opt/venv/bin/python3.11")]
    [InlineData("#!/bin/sh\nexec python3\n", null)]
    [InlineData("\u007fELF", null)]
    public void Python_IsThatOfTheFirstLine(string content, string? python)
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, content);

        Assert.Equal(python, PlaybookPreflight.PythonOf(file));
        File.Delete(file);
    }

    [Fact]
    public void Collection_ThatIsOlder_IsNamedWithBothVersions()
    {
        var answer = new PreflightAnswer
        {
            Python = "/usr/bin/python3", Ansible = "2.15.1", MissingModules = [],
            Collections = new Dictionary<string, string> { ["community.general"] = "7.5.0" },
        };

        var missing = Assert.Single(PlaybookPreflight.MissingIn(
            answer, new PlaybookRequirements { Collections = ["community.general 8.0.0"] }));

        Assert.StartsWith("the collection community.general 8.0.0 or newer (7.5.0 is here; ", missing, StringComparison.Ordinal);
    }
}

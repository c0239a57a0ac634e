using Aops.Contracts.SubAgents;
using Aops.Contracts.Wire.Runs;
using Aops.Releases.Runbooks;

namespace Aops.Releases.Tests.Runbooks;

/// <summary>What a command may be.</summary>
public sealed class RunCommandRulesTests
{
    private static readonly RunCommand Valid = new() { Args = ["/bin/true"] };

    public static TheoryData<string, RunCommand> Wrong => new()
    {
        { "args: and script: exactly one", new RunCommand() },
        { "args: and script: exactly one", Valid with { Script = "x" } },
        { "args: are 0", new RunCommand { Args = [] } },
        { "args: are 257", new RunCommand { Args = [.. Enumerable.Repeat("a", 257)] } },
        { "args[0]: names no program", new RunCommand { Args = [""] } },
        { "args[1]: holds a NUL", new RunCommand { Args = ["a", "\0"] } },
        { "args[1]: holds a lone surrogate", new RunCommand { Args = ["a", "\ud800x"] } },
        { "args[1]: has no value", new RunCommand { Args = ["a", null!] } },
        { "args[1]: has more than 8192", new RunCommand { Args = ["a", new string('x', 8193)] } },
        { "interpreter: has a meaning", Valid with { Interpreter = ["/bin/bash"] } },
        { "interpreter: are 0", new RunCommand { Script = "x", Interpreter = [] } },
        { "script: is empty", new RunCommand { Script = "" } },
        { "script: holds a NUL", new RunCommand { Script = "echo \0" } },
        { "script: holds a lone surrogate", new RunCommand { Script = "echo \udfff" } },
        { "script: has more than", new RunCommand { Script = new string('ä', 32 * 1024 + 1) } },
        { "env: AOPS_X is the suite's own", Valid with { Env = new Dictionary<string, string> { ["AOPS_X"] = "" } } },
        { "env: aops_param_a is the suite's own", Valid with { Env = new Dictionary<string, string> { ["aops_param_a"] = "" } } },
        { "env: a name is no name", Valid with { Env = new Dictionary<string, string> { ["a=b"] = "" } } },
        { "env: A holds a NUL", Valid with { Env = new Dictionary<string, string> { ["A"] = "\0" } } },
        { "env: A has no value", Valid with { Env = new Dictionary<string, string> { ["A"] = null! } } },
        { "env: LD_PRELOAD tells the loader", Valid with { User = "a", Env = new Dictionary<string, string> { ["LD_PRELOAD"] = "a" } } },
        { "env: has more than", Valid with { Env = Enumerable.Range(0, 257).ToDictionary(i => $"A{i}", _ => "") } },
        { "env: has more than 49152 bytes", Valid with { Env = Enumerable.Range(0, 7).ToDictionary(i => $"A{i}", _ => new string('x', 8192)) } },
        { "secrets: AOPS_X is the suite's own", Valid with { Secrets = One("AOPS_X", "a") } },
        { "secrets: A is a variable of env", Valid with { Env = One("A", "1"), Secrets = One("A", "a") } },
        { "secrets: A names no secret", Valid with { Secrets = One("A", "../shadow") } },
        { "secrets: A names no secret", Valid with { Secrets = One("A", null!) } },
        { "secrets: a name is no name", Valid with { Secrets = One("a=b", "a") } },
        { "secrets: LD_PRELOAD tells the loader", Valid with { User = "a", Secrets = One("LD_PRELOAD", "a") } },
        { "secrets: are more than 64", Valid with { Secrets = Enumerable.Range(0, 65).ToDictionary(i => $"A{i}", _ => "a") } },
        { "user: is neither", Valid with { User = "" } },
        { "user: is neither", Valid with { User = "-a" } },
        { "user: is neither", Valid with { User = "a:b" } },
        { "user: is neither", Valid with { User = "a b" } },
        { "user: is neither", Valid with { User = new string('a', 257) } },
        { "workingDirectory: must be an absolute path", Valid with { WorkingDirectory = "a" } },
        { "workingDirectory: must be an absolute path", Valid with { WorkingDirectory = "" } },
        { "workingDirectory: must be an absolute path", Valid with { WorkingDirectory = "/a\0" } },
        { "timeoutSeconds: 0", Valid with { TimeoutSeconds = 0 } },
        { "timeoutSeconds: 604801", Valid with { TimeoutSeconds = 604801 } },
        { "idleTimeoutSeconds: -1", Valid with { IdleTimeoutSeconds = -1 } },
        { "graceSeconds: 301", Valid with { GraceSeconds = 301 } },
        { "limits.memoryMaxBytes: 1", Valid with { Limits = new LimitSpec { MemoryMaxBytes = 1 } } },
        { "limits.memoryMaxBytes: -1", Valid with { Limits = new LimitSpec { MemoryMaxBytes = -1 } } },
        { "limits.tasksMax: -1", Valid with { Limits = new LimitSpec { TasksMax = -1 } } },
    };

    private static Dictionary<string, string> One(string name, string value) => new() { [name] = value };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void WhatCannotBeRun_IsNamed(string sentence, RunCommand command) =>
        Assert.StartsWith(sentence, RunCommandRules.FaultsOf(command)[0], StringComparison.Ordinal);

    public static TheoryData<RunCommand> Right =>
    [
        Valid,
        new RunCommand { Script = "#!/bin/sh\necho 'ä'\t$(date)\n" },
        new RunCommand { Script = "print(1)", Interpreter = ["/usr/bin/env", "python3", "-u"] },
        Valid with { User = "DOMAIN\\user$" }, Valid with { User = "1000" }, Valid with { User = "user@example.com" },
        Valid with { Secrets = One("DB_PASSWORD", "db-password") },
        Valid with { WorkingDirectory = "/" }, Valid with { Env = new Dictionary<string, string> { ["PATH"] = "/bin", ["LD_PRELOAD"] = "a" } },
        Valid with { TimeoutSeconds = 604800, IdleTimeoutSeconds = 604800, GraceSeconds = 0 },
    ];

    [Theory]
    [MemberData(nameof(Right))]
    public void WhatCanBeRun_HasNoFault(RunCommand command) => Assert.Empty(RunCommandRules.FaultsOf(command));

    [Fact]
    public void AllFaults_AreSaidTogether() => Assert.Equal(
        3, RunCommandRules.FaultsOf(new RunCommand { Args = [], User = " ", TimeoutSeconds = -1 }).Count);
}

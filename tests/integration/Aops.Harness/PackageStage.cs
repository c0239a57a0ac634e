using System.Text.Json;
using System.Text.Json.Nodes;
using Aops.Layout;
using Aops.Native.Files;

namespace Aops.Harness;

/// <summary>Lays out the folders that packages are made of.</summary>
/// <param name="programs">The published programs.</param>
/// <param name="folder">Where the folders are made.</param>
public sealed class PackageStage(PublishedPrograms programs, string folder)
{
    /// <summary>The agent of a version: <c>bin/</c> with its programs, the control script and native libraries.</summary>
    /// <param name="version">The version, which was published.</param>
    public string Agent(string version)
    {
        var stage = Fresh($"agent-{version}");
        FillBin(stage, version, version);
        return stage;
    }

    /// <summary>The agent of a published version under another name of its version.</summary>
    /// <param name="claimed">Version that it claims.</param>
    /// <param name="published">The version that was published.</param>
    public string AgentNamed(string claimed, string published = PublishedPrograms.First)
    {
        var stage = Fresh($"agent-{claimed}");
        FillBin(stage, published, claimed);
        return stage;
    }

    /// <summary>A release that passes its self-test and then fails: the real second version with another spm.</summary>
    /// <param name="version">Version that it claims.</param>
    /// <param name="kind">How it fails: <c>Crash</c>, <c>Hang</c>, <c>EatMemory</c> or <c>Unhealthy</c>.</param>
    /// <param name="afterMilliseconds">How long it works before.</param>
    /// <param name="selfTestExitCode">Exit code of its self-test.</param>
    public string BrokenAgent(string version, string kind, int afterMilliseconds = 500, int selfTestExitCode = 0)
    {
        var stage = Fresh($"agent-{version}");
        FillBin(stage, PublishedPrograms.Second, version);
        var spm = Path.Combine(stage, "bin/aops-spm");
        File.Delete(spm);
        CopyProgram(programs.Program("broken-spm"), spm, version);
        File.WriteAllText(Path.Combine(stage, "fault.json"), new JsonObject
        {
            ["version"] = version,
            ["kind"] = kind,
            ["afterMilliseconds"] = afterMilliseconds,
            ["selfTestExitCode"] = selfTestExitCode,
        }.ToJsonString());
        return stage;
    }

    /// <summary>
    /// A release that runs well and has one fault in one word: the real second version, whose spm has another word in the
    /// place of one of its texts.
    /// </summary>
    /// <param name="version">Version that it claims.</param>
    /// <param name="right">The text.</param>
    /// <param name="wrong">What stands in its place, of the same length.</param>
    public string MisspeltAgent(string version, string right, string wrong)
    {
        var stage = Fresh($"agent-{version}");
        FillBin(stage, PublishedPrograms.Second, version);
        MisspeltProgram.Write(Path.Combine(stage, "bin/aops-spm"), right, wrong);
        return stage;
    }

    /// <summary>A release whose spa is a shell script, otherwise the real second version.</summary>
    /// <param name="version">Version that it claims.</param>
    /// <param name="script">The behaviour of spa, including its self-test.</param>
    public string BrokenSpa(string version, string script)
    {
        var stage = Fresh($"agent-{version}");
        FillBin(stage, PublishedPrograms.Second, version);
        var spa = Path.Combine(stage, "bin/aops-spa");
        File.Delete(spa);
        WriteScript(spa, script);
        return stage;
    }

    /// <summary>Our own sub-agent.</summary>
    /// <param name="version">Version that its specification names.</param>
    /// <param name="published">Version that its program was published as.</param>
    public string HostMetrics(string version, string published = PublishedPrograms.First)
    {
        var stage = Fresh($"host-metrics-{version}");
        CopyProgram(
            programs.Program("aops-host-metrics", published), Path.Combine(stage, "aops-host-metrics"), version);
        var tree = Path.Combine(PublishedPrograms.Tree, "subagents/Aops.HostMetrics/subagent.json");
        var specification = JsonNode.Parse(File.ReadAllText(tree))!.AsObject();
        specification["version"] = version;
        specification["env"]!["INTERVAL_SECONDS"] = "1";
        File.WriteAllText(Path.Combine(stage, "subagent.json"), specification.ToJsonString());
        return stage;
    }

    /// <summary>Our own sub-agent that sends logs.</summary>
    /// <param name="version">Version that its specification names.</param>
    /// <param name="configuration">Its <c>log-tail.json</c>, with a report each second; null for the shipped one.</param>
    /// <param name="published">Version that its program was published as.</param>
    public string LogTail(
        string version, JsonObject? configuration = null, string published = PublishedPrograms.First)
    {
        var stage = Fresh($"log-tail-{version}");
        CopyProgram(programs.Program("aops-log-tail", published), Path.Combine(stage, "aops-log-tail"), version);
        var tree = Path.Combine(PublishedPrograms.Tree, "subagents/Aops.LogTail");
        var specification = JsonNode.Parse(File.ReadAllText(Path.Combine(tree, "subagent.json")))!.AsObject();
        specification["version"] = version;
        if (configuration is not null) specification["env"]!["REPORT_SECONDS"] = "1";
        File.WriteAllText(Path.Combine(stage, "subagent.json"), specification.ToJsonString());
        File.WriteAllText(Path.Combine(stage, "log-tail.json"),
            configuration?.ToJsonString() ?? File.ReadAllText(Path.Combine(tree, "log-tail.json")));
        return stage;
    }

    /// <summary>Members of a specification that let a server set variables.</summary>
    /// <param name="variables">Each with the pattern of its values.</param>
    public static JsonObject Settable(params (string Name, string Pattern)[] variables) => new()
    {
        ["settable"] = new JsonObject
        {
            ["env"] = new JsonObject(
                [.. variables.Select(v => KeyValuePair.Create<string, JsonNode?>(v.Name, v.Pattern))]),
        },
    };

    /// <summary>A sub-agent of a few lines of shell, for tests of what spm does with one.</summary>
    /// <param name="script">What it does, as a shell script.</param>
    /// <param name="more">Further members of its specification.</param>
    public string Script(string name, string version, string script, JsonObject? more = null)
    {
        var stage = Fresh($"{name}-{version}");
        WriteScript(Path.Combine(stage, "run.sh"), script);
        var specification = more?.DeepClone().AsObject() ?? [];
        specification["name"] = name;
        specification["version"] = version;
        specification["exec"] = "run.sh";
        File.WriteAllText(Path.Combine(stage, "subagent.json"),
            specification.ToJsonString(new JsonSerializerOptions { WriteIndented = true }));
        return stage;
    }

    /// <summary>Debian's node-exporter, staged by the script that a user would run.</summary>
    /// <param name="version">Version that its specification names.</param>
    public async Task<string> NodeExporterAsync(string version, CancellationToken cancellationToken)
    {
        var stage = Path.Combine(folder, "node-exporter");
        var script = Path.Combine(PublishedPrograms.Tree, "subagents/node-exporter/stage.sh");
        (await Command.RunAsync(script, [stage, version], cancellationToken)).MustSucceed();
        return stage;
    }

    private void FillBin(string stage, string version, string claimed)
    {
        var bin = Directory.CreateDirectory(Path.Combine(stage, "bin")).FullName;
        foreach (var name in PublishedPrograms.AgentPrograms)
            CopyProgram(programs.Program(name, version), Path.Combine(bin, name), claimed);
        foreach (var library in programs.Libraries(version))
            Copy(library, Path.Combine(bin, Path.GetFileName(library)));
        Copy(Path.Combine(PublishedPrograms.Tree, "packaging/control"), Path.Combine(bin, "control"));
        var units = Directory.CreateDirectory(Path.Combine(stage, "units")).FullName;
        foreach (var unit in Directory.EnumerateFiles(Path.Combine(PublishedPrograms.Tree, "packaging/units")))
            File.Copy(unit, Path.Combine(units, Path.GetFileName(unit)));
    }

    private string Fresh(string name)
    {
        var path = Path.Combine(folder, name);
        if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
        return Directory.CreateDirectory(path).FullName;
    }

    private static void WriteScript(string path, string script)
    {
        File.WriteAllText(path, "#!/bin/sh\n" + script);
        File.SetUnixFileMode(path, AtomicFile.Executable);
    }

    private static void CopyProgram(string from, string to, string version)
    {
        Copy(from, to);
        if (!ProgramStamp.TryWriteVersion(to, version))
            throw new InvalidOperationException($"{from} carries no stamp: it was not linked by build.sh");
    }

    private static void Copy(string from, string to)
    {
        File.Copy(from, to);
        File.SetUnixFileMode(to, AtomicFile.Executable);
    }
}

using Aops.Contracts;
using Aops.Layout;
using Aops.Releases;
using Aops.Releases.Transport;
using Aops.ReleaseTool.Packing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aops.ReleaseTool.Tests;

/// <summary>Runs verbs in a temporary folder, as an operator would.</summary>
internal sealed class Tool : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("aops-tool-").FullName;

    public string Repo => this["repo"];

    public string Keys => this["keys"];

    public string TrustRoot => this["repo/metadata/1.root.json"];

    public string this[string path] => Path.Combine(Root, path);

    public string Output { get; private set; } = "";

    public string Error { get; private set; } = "";

    public async Task<int> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await Program.RunAsync(arguments, output, error);
        Output = output.ToString();
        Error = error.ToString();
        return code;
    }

    public async Task OkAsync(params string[] arguments)
    {
        var code = await RunAsync(arguments);
        Assert.True(code == ExitCodes.Ok, $"exit {code}: {Error}");
    }

    public Task InitAsync() => OkAsync("init", "--repo", Repo, "--keys", Keys);

    /// <summary>A folder that looks like a slot.</summary>
    public string MakeFolder(string name = "in")
    {
        foreach (var program in AgentContents.Programs) Write($"{name}/{program}", "program", executable: true);
        Write($"{name}/conf/a.txt", "text");
        File.CreateSymbolicLink(this[$"{name}/bin/link"], "../conf/a.txt");
        return this[name];
    }

    /// <summary>The folder that packages are made of, if it is not there yet.</summary>
    public void MakeFolderOnce()
    {
        if (!Directory.Exists(this["in"])) MakeFolder();
    }

    public void Write(string path, string content, bool executable = false)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[path])!);
        File.WriteAllText(this[path], content);
        if (executable) File.SetUnixFileMode(this[path], (UnixFileMode)0x1ED);
    }

    public async Task<string> PackAsync(string version = "1.0", string folder = "in")
    {
        if (!Directory.Exists(this[folder])) MakeFolder(folder);
        var file = this[$"{folder}-{version}.tar.zst"];
        await OkAsync("pack", "--input", this[folder], "--kind", "agent", "--version", version, "--output", file, "--force");
        return file;
    }

    public async Task SignAsync(params string[] packages) =>
        await OkAsync(["sign", "--repo", Repo, "--keys", Keys, .. packages]);

    /// <summary>A client of a host that trusts this repository's first root.</summary>
    public ReleaseClient Client(IReleaseSource source)
    {
        var layout = new AopsLayout(this["host"]);
        Directory.CreateDirectory(Path.GetDirectoryName(layout.TrustRoot)!);
        File.Copy(TrustRoot, layout.TrustRoot, overwrite: true);
        return new ReleaseClient(source, layout, TimeProvider.System, NullLogger.Instance);
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}

namespace Aops.LogTail.Tests.Support;

/// <summary>A temporary folder.</summary>
internal sealed class Folder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("aops-log-tail-").FullName;

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public void Append(string name, params string[] lines) =>
        File.AppendAllText(this[name], string.Concat(lines.Select(line => line + "\n")));

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

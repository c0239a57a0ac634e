using Aops.Spm.Inventory.Sources;

namespace Aops.Spm.Tests.Inventory;

/// <summary>A tree of files as some host has them.</summary>
internal sealed class RecordedHost : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("aops-inventory-");

    public RecordedHost() => Tree = new HostTree(_root.FullName);

    public HostTree Tree { get; }

    public RecordedHost With(string path, string text)
    {
        var file = Tree.Locate(path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        return this;
    }

    public void Dispose() => _root.Delete(recursive: true);
}

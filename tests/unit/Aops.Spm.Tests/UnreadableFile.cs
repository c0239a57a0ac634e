namespace Aops.Spm.Tests;

/// <summary>A file that cannot be read, also by root, until this is disposed: a folder has its name.</summary>
internal sealed class UnreadableFile : IDisposable
{
    private readonly string _path;
    private readonly string _aside;

    public UnreadableFile(string path)
    {
        _path = path;
        _aside = path + ".aside";
        File.Move(path, _aside);
        Directory.CreateDirectory(path);
    }

    public void Dispose()
    {
        Directory.Delete(_path);
        File.Move(_aside, _path);
    }
}

namespace Aops.Harness;

/// <summary>
/// A folder of its own for one demo or test run. Disposing it ends every process that runs from within, and deletes
/// it; two runs at once never meet.
/// </summary>
public sealed class TempRoot : IDisposable
{
    /// <summary>Creates the folder. Its name is short: a socket's path below it may have 107 characters.</summary>
    /// <param name="purpose">A word for the name of the folder.</param>
    public TempRoot(string purpose)
    {
        Path = Directory.CreateTempSubdirectory($"aops-{purpose}-").FullName;
        // Readable for other users, since one test runs as the user nobody.
        File.SetUnixFileMode(Path, File.GetUnixFileMode(Path)
            | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>A folder below, created if it is not there.</summary>
    public string Folder(string name) => Directory.CreateDirectory(System.IO.Path.Combine(Path, name)).FullName;

    /// <summary>Ends what runs from the folder, and deletes it.</summary>
    public void Dispose()
    {
        ProcessesWithin.KillAll(Path);
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (IOException)
        {
            // A process that was just killed wrote a last file while the tree was deleted.
            ProcessesWithin.KillAll(Path);
            Directory.Delete(Path, recursive: true);
        }
    }
}

using System.IO.MemoryMappedFiles;

namespace Aops.Fuzz.Engine;

/// <summary>
/// The input that a lane works on, in a file that outlives its process: after a stack overflow, or an end that never
/// comes, it is all that tells which input it was.
/// </summary>
internal sealed class CurrentInput : IDisposable
{
    private const int HeadBytes = sizeof(long) + sizeof(int);
    private const int FileBytes = HeadBytes + InputSource.InputBytesMax;

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;

    public CurrentInput(string target)
    {
        Directory.CreateDirectory(FuzzFolder.Path);
        _file = MemoryMappedFile.CreateFromFile(PathOf(target), FileMode.Create, null, FileBytes);
        _view = _file.CreateViewAccessor();
    }

    /// <summary>Notes an input, before it is given to the target.</summary>
    public void Set(long number, byte[] input)
    {
        _view.Write(0, number);
        _view.Write(sizeof(long), input.Length);
        _view.WriteArray(HeadBytes, input, 0, input.Length);
    }

    /// <summary>Reads what a lane noted last.</summary>
    public static (long Number, byte[] Input) Read(string target)
    {
        var file = File.Exists(PathOf(target)) ? File.ReadAllBytes(PathOf(target)) : [];
        if (file.Length < HeadBytes) return (0, []);
        var length = Math.Clamp(BitConverter.ToInt32(file, sizeof(long)), 0, file.Length - HeadBytes);
        return (BitConverter.ToInt64(file), file[HeadBytes..(HeadBytes + length)]);
    }

    /// <summary>Removes the file.</summary>
    public static void Delete(string target) => File.Delete(PathOf(target));

    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
    }

    private static string PathOf(string target) => Path.Combine(FuzzFolder.Path, $"current-{target}");
}

using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Aops.Native.Files;

namespace Aops.Spm;

/// <summary>
/// A list that outlives the process in a file. It is read when it is first asked for. While the file is there and cannot
/// be read (a disk that fails, no descriptor left) nobody knows what stands in it: that is said, and it is not written
/// over. Only a content that is no such list counts as empty. For one thread at a time.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="type">How it is written.</param>
/// <param name="onRead">Changes what was read, once.</param>
/// <param name="onDamaged">Hears why a content counts as empty.</param>
internal sealed class PersistentList<T>(
    string path, JsonTypeInfo<List<T>> type, Action<List<T>> onRead, Action<string> onDamaged)
{
    private List<T>? _items;

    /// <summary>What is kept.</summary>
    /// <exception cref="IOException">The file cannot be read now.</exception>
    /// <exception cref="UnauthorizedAccessException">Nor may it.</exception>
    public List<T> Items
    {
        get
        {
            if (_items is not null) return _items;
            var items = Read();
            onRead(items);
            return _items = items;
        }
    }

    /// <summary>Writes <see cref="Items"/>, durably.</summary>
    public void Write() => AtomicFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(Items, type));

    private List<T> Read()
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), type) ?? [];
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return [];
        }
        catch (JsonException e)
        {
            onDamaged(e.Message);
            return [];
        }
    }
}

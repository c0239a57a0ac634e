using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Aops.Contracts.Json.Diagnosis;
using Aops.Native.Files;

namespace Aops.Spm;

/// <summary>
/// A list that is persisted in a file and read at first use. If the file exists but cannot be read (disk
/// error, no descriptor left), access throws and the file is never overwritten. Only content that is not
/// such a list counts as empty. Not thread-safe.
/// </summary>
/// <param name="type">JSON type of the list.</param>
/// <param name="onRead">Changes the items once after reading.</param>
/// <param name="onDamaged">Receives the reason if the content counts as empty.</param>
internal sealed class PersistentList<T>(
    string path, JsonTypeInfo<List<T>> type, Action<List<T>> onRead, Action<string> onDamaged)
{
    private List<T>? _items;

    /// <summary>The items.</summary>
    /// <exception cref="IOException">The file cannot be read now.</exception>
    /// <exception cref="UnauthorizedAccessException">This process may not read the file.</exception>
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
            onDamaged(JsonFaults.Explain(e));
            return [];
        }
    }
}

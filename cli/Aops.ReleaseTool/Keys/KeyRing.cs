using Aops.Contracts;
using Aops.Releases.Keys;
using Aops.ReleaseTool.Faults;

namespace Aops.ReleaseTool.Keys;

/// <summary>The private keys that were given to a verb; the root metadata says for which role each signs.</summary>
internal sealed class KeyRing : IDisposable
{
    private readonly Dictionary<string, SigningKey> _keys = [];

    /// <summary>Reads key files, and every <c>*.pem</c> of folders.</summary>
    public static KeyRing Load(IReadOnlyList<string> paths, Passphrase passphrase)
    {
        var ring = new KeyRing();
        foreach (var path in paths)
        {
            var files = Directory.Exists(path)
                ? Directory.GetFiles(path, "*.pem").Order(StringComparer.Ordinal).ToArray()
                : [path];
            if (files.Length == 0) throw new ToolException(ExitCodes.NoInput, $"{path} holds no key (*.pem)");
            foreach (var file in files) ring.Add(SigningKey.Load(file, passphrase));
        }
        return ring;
    }

    public void Add(SigningKey key) => _keys[key.Public.Id] = key;

    /// <summary>All of them.</summary>
    public IReadOnlyCollection<SigningKey> All => _keys.Values;

    public SigningKey? Find(string id) => _keys.GetValueOrDefault(id);

    public void Dispose()
    {
        foreach (var key in _keys.Values) key.Dispose();
    }
}

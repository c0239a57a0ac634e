using Aops.Releases.Keys;

namespace Aops.ReleaseTool.Keys;

/// <summary>
/// A new key of a role: read from a file, or generated if the file does not exist. A generated key is
/// written only after the metadata with it was signed.
/// </summary>
internal sealed class NewKey : IDisposable
{
    private readonly string _file;
    private readonly Passphrase _passphrase;
    private readonly bool _isMade;

    private NewKey(string file, Passphrase passphrase, PublicKey publicKey, SigningKey? privateKey, bool isMade)
    {
        _file = file;
        _passphrase = passphrase;
        Public = publicKey;
        Private = privateKey;
        _isMade = isMade;
    }

    public PublicKey Public { get; }

    /// <summary>The private key, if the file has it.</summary>
    public SigningKey? Private { get; }

    public static NewKey Open(string file, Passphrase passphrase)
    {
        if (!File.Exists(file))
        {
            // Asked for before anything is signed.
            passphrase.PrepareNewKeys(file);
            var made = SigningKey.Generate();
            return new NewKey(file, passphrase, made.Public, made, isMade: true);
        }
        var isPrivate = File.ReadAllText(file).Contains("PRIVATE KEY", StringComparison.Ordinal);
        if (!isPrivate) return new NewKey(file, passphrase, PublicKey.Load(file, passphrase), null, isMade: false);
        var read = SigningKey.Load(file, passphrase);
        return new NewKey(file, passphrase, read.Public, read, isMade: false);
    }

    /// <summary>Writes a generated key.</summary>
    public void Keep()
    {
        if (_isMade) Private!.Save(_file, _passphrase.OfNewKeys);
    }

    public void Dispose() => Private?.Dispose();
}

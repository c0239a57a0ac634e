using System.Security.Cryptography;

namespace Aops.Releases.Keys;

/// <summary>
/// The passphrase of keys: the first line of a file; without one, what a terminal is asked for, once for all keys that it opens.
/// Without a terminal nothing is asked, so that a script fails at once and does not hang.
/// </summary>
public sealed class Passphrase
{
    private const int AttemptsMax = 3;

    private readonly Func<string, string>? _ask;
    private string? _secret;

    /// <summary>Reads the file, if one is named.</summary>
    /// <param name="file">The file; null for none.</param>
    /// <param name="ask">
    /// Asks at the terminal; it gets what is asked for, as in <c>passphrase of KEY: </c>. Null where there is no terminal.
    /// </param>
    /// <exception cref="KeyFileException">The file is not there, or empty.</exception>
    public Passphrase(FileInfo? file, Func<string, string>? ask)
    {
        _secret = Read(file);
        _ask = file is null ? ask : null;
        OfNewKeys = _secret;
    }

    /// <summary>No passphrase: for public keys.</summary>
    public static Passphrase None { get; } = new(null, null);

    /// <summary>Passphrase of generated keys; null for none.</summary>
    public string? OfNewKeys { get; private set; }

    /// <summary>Opens a key.</summary>
    /// <param name="file">Its file, shown in the prompt.</param>
    /// <param name="open">Tries a passphrase; throws <see cref="CryptographicException"/> if it is wrong.</param>
    /// <exception cref="KeyFileException">There is no passphrase, and no terminal to ask at.</exception>
    /// <exception cref="CryptographicException">The passphrase is wrong.</exception>
    public void Open(string file, Action<string> open)
    {
        for (var attempt = 1; ; attempt++)
        {
            var isTyped = _secret is null;
            var secret = _secret ?? _ask?.Invoke($"passphrase of {file}: ") ?? throw new KeyFileException(
                KeyFault.Locked, $"{file} has a passphrase: name its file by --passphrase-file");
            try
            {
                open(secret);
                _secret = secret;
                return;
            }
            catch (CryptographicException) when (_ask is not null && (!isTyped || attempt < AttemptsMax))
            {
                // Other keys may have another passphrase.
                _secret = null;
            }
        }
    }

    /// <summary>Asks, where there is a terminal and no file, for the passphrase of keys that are about to be made.</summary>
    /// <param name="what">The keys, as the prompt names them.</param>
    /// <exception cref="KeyFileException">Two different ones were typed, again and again.</exception>
    public void PrepareNewKeys(string what)
    {
        if (_ask is null || OfNewKeys is not null) return;
        for (var attempt = 1; attempt <= AttemptsMax; attempt++)
        {
            var typed = _ask($"passphrase for {what} (empty for none): ");
            if (typed.Length == 0) return;
            if (_ask("the same again: ") != typed) continue;
            OfNewKeys = typed;
            return;
        }
        throw new KeyFileException(KeyFault.Locked, "two different passphrases were typed; nothing was changed");
    }

    private static string? Read(FileInfo? file)
    {
        if (file is null) return null;
        if (!file.Exists)
            throw new KeyFileException(KeyFault.Missing, $"{file.FullName} is not there; no passphrase was read");
        using var reader = file.OpenText();
        var passphrase = reader.ReadLine();
        return string.IsNullOrEmpty(passphrase)
            ? throw new KeyFileException(KeyFault.NoKey, $"{file.FullName} is empty; no passphrase was read")
            : passphrase;
    }
}

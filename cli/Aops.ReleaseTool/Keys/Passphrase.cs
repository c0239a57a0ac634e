using System.Security.Cryptography;
using Aops.Contracts;
using Aops.ReleaseTool.Faults;

namespace Aops.ReleaseTool.Keys;

/// <summary>
/// The passphrase of keys: the first line of a file; without one, input at the terminal, asked for once for
/// all keys that it opens. Without a terminal nothing is asked, so that a script fails at once and does not
/// hang.
/// </summary>
internal sealed class Passphrase
{
    private const int AttemptsMax = 3;

    private readonly bool _mayAsk;
    private string? _secret;

    /// <summary>Reads the file, if one is named.</summary>
    /// <exception cref="ToolException">It is not there, or empty.</exception>
    public Passphrase(FileInfo? file)
        : this(Read(file), mayAsk: file is null && !Console.IsInputRedirected && !Console.IsErrorRedirected) =>
        OfNewKeys = _secret;

    private Passphrase(string? secret, bool mayAsk) => (_secret, _mayAsk) = (secret, mayAsk);

    /// <summary>No passphrase: for public keys.</summary>
    public static Passphrase None { get; } = new(null, mayAsk: false);

    /// <summary>Passphrase of generated keys; null for none.</summary>
    public string? OfNewKeys { get; }

    /// <summary>Opens a key.</summary>
    /// <param name="file">Its file, shown in the prompt.</param>
    /// <param name="open">Tries a passphrase; throws <see cref="CryptographicException"/> if it is wrong.</param>
    /// <exception cref="ToolException">There is no passphrase, and no terminal to ask at.</exception>
    /// <exception cref="CryptographicException">The passphrase is wrong.</exception>
    public void Open(string file, Action<string> open)
    {
        for (var attempt = 1; ; attempt++)
        {
            var isTyped = _secret is null;
            var secret = _secret ?? (_mayAsk ? Ask(file) : throw new ToolException(ExitCodes.NoPermission,
                $"{file} has a passphrase: name its file by --passphrase-file"));
            try
            {
                open(secret);
                _secret = secret;
                return;
            }
            catch (CryptographicException) when (_mayAsk && (!isTyped || attempt < AttemptsMax))
            {
                // Other keys may have another passphrase.
                _secret = null;
            }
        }
    }

    private static string Ask(string file)
    {
        Console.Error.Write($"passphrase of {file}: ");
        var typed = new System.Text.StringBuilder();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key == ConsoleKey.Backspace) typed.Length = Math.Max(0, typed.Length - 1);
            else if (key.KeyChar != 0) typed.Append(key.KeyChar);
        }
        Console.Error.WriteLine();
        return typed.ToString();
    }

    private static string? Read(FileInfo? file)
    {
        if (file is null) return null;
        if (!file.Exists) throw new ToolException(ExitCodes.NoInput, $"{file.FullName} is not there; no passphrase was read");
        using var reader = file.OpenText();
        var passphrase = reader.ReadLine();
        return string.IsNullOrEmpty(passphrase)
            ? throw new ToolException(ExitCodes.BadData, $"{file.FullName} is empty; no passphrase was read")
            : passphrase;
    }
}

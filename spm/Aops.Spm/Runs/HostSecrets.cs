using System.Text;
using Aops.Contracts;
using Aops.Layout;
using Aops.Native;
using Aops.Native.Files;
using Aops.Specification;
using Aops.Supervision.Launching;

namespace Aops.Spm.Runs;

/// <summary>
/// The secrets of this host, which runs name and no server has: files that an administrator has laid down, each readable by
/// its owner alone.
/// </summary>
internal sealed class HostSecrets(AopsLayout layout)
{
    private const int BytesMax = Limits.VariableValueCharsMax;

    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>Reads a secret: the content of its file without the line break at its end.</summary>
    /// <exception cref="IOException">The host has none of that name, or others could read it; the message is a sentence.</exception>
    public string Read(string name)
    {
        var path = Path.Combine(layout.Secrets, name);
        // Links are followed: who can write to this folder is who lays secrets down.
        if (FileStatus.TryRead(path, followsLink: true) is not { } status)
            throw new StartException($"this host has no secret '{name}': it would be the file {path}, with mode 0600");
        if (!status.IsRegular) throw new StartException($"the secret {path} is no file");
        if (status.UserId != 0 && status.UserId != CurrentUser.EffectiveId)
            throw new StartException($"the secret {path} belongs to another user (chown root {path})");
        if (((UnixFileMode)status.Permissions & Others) != 0)
            throw new StartException($"other users may use the secret {path} (chmod 0600 {path})");
        if (status.Bytes > BytesMax) throw new StartException($"the secret {path} has more than {BytesMax} bytes");
        var text = Decode(path, File.ReadAllBytes(path));
        if (text.Length == 0) throw new StartException($"the secret {path} is empty");
        if (VariableRule.TextFault(text) is { } fault) throw new StartException($"the secret {path} {fault}");
        return text;
    }

    private static string Decode(string path, byte[] content)
    {
        try
        {
            var text = Strict.GetString(content);
            var ending = text.EndsWith("\r\n", StringComparison.Ordinal) ? 2 : text.EndsWith('\n') ? 1 : 0;
            return text[..^ending];
        }
        catch (DecoderFallbackException e)
        {
            throw new StartException($"the secret {path} is not UTF-8, so that it cannot be a variable", e);
        }
    }
}

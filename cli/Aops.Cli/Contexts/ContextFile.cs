using System.Text.Json;
using Aops.Cli.Faults;
using Aops.Cli.Terminals;
using Aops.Native.Files;

namespace Aops.Cli.Contexts;

/// <summary>
/// <c>$XDG_CONFIG_HOME/aops/contexts.json</c> (else <c>~/.config/aops</c>): servers and tokens of one user. Mode 0600 in a
/// folder of mode 0700; a file that others can read is refused, since a token in it is one that others have.
/// </summary>
internal sealed class ContextFile(CliTerminal terminal)
{
    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>Where it lies.</summary>
    /// <exception cref="CliException">The environment names no home.</exception>
    public string Path
    {
        get
        {
            // Relative paths are ignored: XDG Base Directory Specification.
            if (terminal.Variable("XDG_CONFIG_HOME") is ['/', ..] folder)
                return $"{folder.TrimEnd('/')}/aops/contexts.json";
            return terminal.Variable("HOME") is ['/', ..] home
                ? $"{home.TrimEnd('/')}/.config/aops/contexts.json"
                : throw new CliException(CliExitCodes.Error, "neither XDG_CONFIG_HOME nor HOME names a folder for contexts.json");
        }
    }

    /// <summary>Reads it; an empty document where there is none.</summary>
    /// <exception cref="CliException">It cannot be read, others can read it, or it is damaged.</exception>
    public ContextDocument Read()
    {
        try
        {
            if (!File.Exists(Path)) return new ContextDocument();
            if ((File.GetUnixFileMode(Path) & Others) != 0)
            {
                throw new CliException(
                    CliExitCodes.Authentication, $"{Path} can be read by other users", $"chmod 600 '{Path}', and get new tokens");
            }
            return JsonSerializer.Deserialize(File.ReadAllBytes(Path), ContextJson.Default.ContextDocument) ?? new();
        }
        catch (JsonException e)
        {
            throw new CliException(CliExitCodes.Error, $"{Path} is damaged", "move it away, and log in again", e);
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            throw new CliException(CliExitCodes.Error, $"{Path} cannot be read: {e.Message}", inner: e);
        }
    }

    /// <summary>Replaces it.</summary>
    /// <exception cref="CliException">It cannot be written; the old one stays.</exception>
    public void Write(ContextDocument document)
    {
        try
        {
            AtomicFile.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!, AtomicFile.PrivateDirectory);
            AtomicFile.Write(Path, JsonSerializer.SerializeToUtf8Bytes(document, ContextJson.Default.ContextDocument));
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            throw new CliException(CliExitCodes.Error, $"{Path} cannot be written: {e.Message}; it is as it was", inner: e);
        }
    }
}

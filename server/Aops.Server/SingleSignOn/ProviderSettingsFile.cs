using System.Text;
using System.Text.Json;
using Aops.Contracts;
using Aops.Contracts.Json.Diagnosis;
using Aops.Hosting;
using Aops.Native.Files;

namespace Aops.Server.SingleSignOn;

/// <summary>Reads the file of the identity provider, with all that it names; every fault is told at once.</summary>
internal static class ProviderSettingsFile
{
    private const int BytesMax = 64 * 1024;

    /// <summary>Reads it.</summary>
    /// <exception cref="StartupFault">It cannot be read, or a part of it is wrong.</exception>
    public static ProviderOptions Read(string path)
    {
        var settings = Parse(path);
        var faults = ProviderSettingsCheck.FindFaults(settings, out var grants).ToList();
        if (faults.Count > 0)
            throw new StartupFault(ExitCodes.BadData, $"{path}: {string.Join("; ", faults)}");
        return new ProviderOptions(settings, grants)
        {
            ClientSecret = settings.ClientSecretFile is { } secret ? ReadSecret(path, secret) : null,
            Authority = settings.AuthorityFile is { } authority ? ReadAuthority(path, authority) : null,
        };
    }

    private static ProviderSettings Parse(string path)
    {
        byte[] content = [];
        try
        {
            content = Encoding.UTF8.GetBytes(ReadText(path));
            return JsonSerializer.Deserialize(content, ProviderSettingsJson.Default.ProviderSettings)
                ?? throw new StartupFault(ExitCodes.BadData, $"{path} is null");
        }
        catch (JsonException e)
        {
            var reason = JsonFaults.Explain(content, ProviderSettingsJson.Default.ProviderSettings, e);
            throw new StartupFault(ExitCodes.BadData, $"{path} is no settings of an identity provider: {reason}", e);
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            throw new StartupFault(ExitCodes.NoInput, $"--identity-provider {path}: {e.Message}", e);
        }
    }

    private static string ReadSecret(string path, string file)
    {
        try
        {
            if ((File.GetUnixFileMode(file) & UnixFileMode.OtherRead) != 0)
            {
                throw new StartupFault(
                    ExitCodes.BadData, $"{path}: every user of this machine can read {file}; 'chmod o-rwx' it, and get a new secret");
            }
            return ReadText(file).Split('\n')[0].Trim() is { Length: > 0 } secret
                ? secret
                : throw new StartupFault(ExitCodes.BadData, $"{path}: the first line of {file} is no secret");
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            throw new StartupFault(ExitCodes.NoInput, $"{path}: clientSecretFile {file}: {e.Message}", e);
        }
    }

    private static System.Security.Cryptography.X509Certificates.X509Certificate2Collection ReadAuthority(
        string path, string file)
    {
        try
        {
            return PinnedHttp.ParseAuthority(ReadText(file), file);
        }
        catch (Exception e) when (e is InvalidDataException || FileFaults.IsFileFault(e))
        {
            throw new StartupFault(ExitCodes.NoInput, $"{path}: authorityFile {file}: {e.Message}", e);
        }
    }

    private static string ReadText(string path) => new FileInfo(path).Length <= BytesMax
        ? File.ReadAllText(path)
        : throw new IOException($"{path} has more than {BytesMax} bytes");
}

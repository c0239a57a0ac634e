using System.Text.Json;
using Aops.Contracts;
using Aops.Native.Files;

namespace Aops.Hosting;

/// <summary>Reads and writes <see cref="AopsLayout.Identity"/>, which holds a secret: mode 0600.</summary>
public static class IdentityFile
{
    /// <summary>Reads the identity.</summary>
    /// <param name="layout">The root.</param>
    /// <returns>The identity; null if there is none yet.</returns>
    /// <exception cref="InvalidDataException">The file is damaged; the message says so and what to do.</exception>
    public static Identity? Read(AopsLayout layout)
    {
        byte[] content;
        try
        {
            content = File.ReadAllBytes(layout.Identity);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        try
        {
            return JsonSerializer.Deserialize(content, ContractsJson.Default.Identity)
                ?? throw new JsonException("it holds null");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException(
                $"{layout.Identity} is damaged ({e.Message}); enrol this host again with 'aops-agent-service install'", e);
        }
    }

    /// <summary>Writes the identity.</summary>
    /// <param name="layout">The root.</param>
    /// <param name="identity">The identity.</param>
    /// <exception cref="IOException">It cannot be written; an older one stays.</exception>
    public static void Write(AopsLayout layout, Identity identity) =>
        Durable.Write(layout.Identity,
            JsonSerializer.SerializeToUtf8Bytes(identity, ContractsJson.Default.Identity));
}

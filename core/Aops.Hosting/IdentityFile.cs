using System.Text.Json;
using Aops.Contracts;
using Aops.Contracts.Json.Diagnosis;
using Aops.Layout;
using Aops.Native.Files;

namespace Aops.Hosting;

/// <summary>
/// Reads and writes <see cref="AopsLayout.Identity"/>, which contains a secret: mode 0600. A copy is stored beside
/// it, because a host without an identity can no longer reach its server and an operator would have to enrol it
/// again.
/// </summary>
public static class IdentityFile
{
    /// <summary>Reads an identity from any file of this format.</summary>
    /// <returns>The identity; null if there is no such file.</returns>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static Identity? ReadFrom(string path) => TryRead(path);

    /// <summary>Reads the identity.</summary>
    /// <returns>
    /// The identity; that of the copy if the file is damaged or missing; null if there is none yet.
    /// </returns>
    /// <exception cref="InvalidDataException">
    /// File and copy are damaged; the message says so and names the remedy.
    /// </exception>
    public static Identity? Read(AopsLayout layout)
    {
        try
        {
            if (TryRead(layout.Identity) is { } identity) return identity;
        }
        catch (InvalidDataException) when (TryReadCopy(layout) is not null)
        {
            // The copy is used, and Mend reports it.
        }
        return TryReadCopy(layout);
    }

    /// <summary>Reads the identity; null also if it is damaged or cannot be read now.</summary>
    public static Identity? TryRead(AopsLayout layout)
    {
        try
        {
            return Read(layout);
        }
        catch (Exception e) when (FileFaults.IsFileFault(e) || e is InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>Restores a damaged or missing file from its copy, and makes the copy if it is missing.</summary>
    /// <returns>A sentence on what was restored; null if nothing had to be.</returns>
    /// <exception cref="InvalidDataException">File and copy are damaged.</exception>
    /// <exception cref="IOException">The file cannot be restored now.</exception>
    public static string? Mend(AopsLayout layout)
    {
        if (Read(layout) is not { } identity) return null;
        var fault = FaultOf(layout.Identity);
        if (fault is null && TryReadCopy(layout) is not null) return null;
        Write(layout, identity);
        return fault is null ? null : $"{layout.Identity} {fault}; restored from its copy";
    }

    /// <summary>Writes the identity and its copy.</summary>
    /// <exception cref="IOException">It cannot be written; the previous identity stays.</exception>
    public static void Write(AopsLayout layout, Identity identity)
    {
        var content = JsonSerializer.SerializeToUtf8Bytes(identity, IdentityJson.Default.Identity);
        AtomicFile.Write(layout.Identity, content);
        AtomicFile.Write(Copy(layout), content);
    }

    /// <summary>
    /// Path of an identity that a server has issued and not accepted yet; see spm's choice of identities.
    /// </summary>
    public static string Candidate(AopsLayout layout) => layout.Identity + ".new";

    /// <summary>
    /// Path of the identity before the one that a server issued; spm uses it if the server refuses the current one.
    /// </summary>
    public static string PutBy(AopsLayout layout) => layout.Identity + ".old";

    /// <summary>Writes the identity of an enrolment and deletes every other identity of this host.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void WriteOnly(AopsLayout layout, Identity identity)
    {
        Write(layout, identity);
        AtomicFile.Delete(Candidate(layout));
        AtomicFile.Delete(PutBy(layout));
    }

    private static string Copy(AopsLayout layout) => layout.Identity + ".bak";

    private static string? FaultOf(string path)
    {
        try
        {
            return TryRead(path) is null ? "is gone" : null;
        }
        catch (InvalidDataException)
        {
            return "is damaged";
        }
    }

    private static Identity? TryReadCopy(AopsLayout layout)
    {
        try
        {
            return TryRead(Copy(layout));
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static Identity? TryRead(string path)
    {
        try
        {
            var identity = JsonSerializer.Deserialize(File.ReadAllBytes(path), IdentityJson.Default.Identity)
                ?? throw new JsonException("it holds null");
            return IdentityRule.FaultOf(identity.AgentId, identity.AgentToken) is { } fault
                ? throw new JsonException(fault)
                : identity;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (JsonException e)
        {
            throw new InvalidDataException(
                $"{path} is damaged ({JsonFaults.Explain(e)}); enrol this host again with 'aops-agent-service install'", e);
        }
    }
}

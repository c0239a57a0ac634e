using System.Text.Json;
using Aops.Contracts;
using Aops.Native.Files;

namespace Aops.Hosting;

/// <summary>
/// Reads and writes <see cref="AopsLayout.Identity"/>, which holds a secret: mode 0600. Beside it lies a copy: without an
/// identity the server hears no more of a host, and only a person could enrol it again.
/// </summary>
public static class IdentityFile
{
    /// <summary>Reads an identity from a file of its form.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The identity; null if there is no such file.</returns>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static Identity? ReadFrom(string path) => TryRead(path);

    /// <summary>Reads the identity.</summary>
    /// <param name="layout">The root.</param>
    /// <returns>The identity, of the copy where the file itself is damaged or gone; null if there is none yet.</returns>
    /// <exception cref="InvalidDataException">Both are damaged; the message says so and what to do.</exception>
    public static Identity? Read(AopsLayout layout)
    {
        try
        {
            if (TryRead(layout.Identity) is { } identity) return identity;
        }
        catch (InvalidDataException) when (TryReadCopy(layout) is not null)
        {
            // The copy serves, and Mend will say so.
        }
        return TryReadCopy(layout);
    }

    /// <summary>Puts the copy in the place of a file that is damaged or gone, and makes a copy where there is none.</summary>
    /// <param name="layout">The root.</param>
    /// <returns>What was mended, a sentence; null if nothing had to be.</returns>
    /// <exception cref="InvalidDataException">Both are damaged.</exception>
    /// <exception cref="IOException">It cannot be mended now.</exception>
    public static string? Mend(AopsLayout layout)
    {
        if (Read(layout) is not { } identity) return null;
        var fault = FaultOf(layout.Identity);
        if (fault is null && TryReadCopy(layout) is not null) return null;
        Write(layout, identity);
        return fault is null ? null : $"{layout.Identity} {fault}; restored from its copy";
    }

    /// <summary>Writes the identity.</summary>
    /// <param name="layout">The root.</param>
    /// <param name="identity">The identity.</param>
    /// <exception cref="IOException">It cannot be written; an older one stays.</exception>
    public static void Write(AopsLayout layout, Identity identity)
    {
        var content = JsonSerializer.SerializeToUtf8Bytes(identity, ContractsJson.Default.Identity);
        AtomicFile.Write(layout.Identity, content);
        AtomicFile.Write(Copy(layout), content);
    }

    /// <summary>An identity that a server has given and not yet accepted; see spm's choice of identities.</summary>
    /// <param name="layout">The root.</param>
    public static string Candidate(AopsLayout layout) => layout.Identity + ".new";

    /// <summary>The identity before one that a server gave: shown where the server refuses the one that holds.</summary>
    /// <param name="layout">The root.</param>
    public static string PutBy(AopsLayout layout) => layout.Identity + ".old";

    /// <summary>Writes the identity of an enrolment: no other counts beside it.</summary>
    /// <param name="layout">The root.</param>
    /// <param name="identity">The identity.</param>
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
            var identity = JsonSerializer.Deserialize(File.ReadAllBytes(path), ContractsJson.Default.Identity)
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
                $"{path} is damaged ({e.Message}); enrol this host again with 'aops-agent-service install'", e);
        }
    }
}

using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Aops.Native.Files;

namespace Aops.ReleaseTool.Repository;

/// <summary>
/// Small targets of the operator's own role that are no packages: the server's authority, the commanders, runbooks.
/// </summary>
/// <param name="targets">Metadata of the top-level targets role.</param>
internal sealed class OperatorTargets(ReleaseRepository repository, JsonObject targets)
{
    private JsonObject Listed => targets["targets"]!.AsObject();

    /// <summary>Copies content into the repository and lists it; an earlier target of that name is replaced.</summary>
    /// <param name="target">Name of the target.</param>
    /// <param name="kind">Its kind; with name and version what <c>list</c> shows.</param>
    public void Set(string target, byte[] content, string kind, string name, string version)
    {
        var sha256 = HashOf(content);
        var stored = repository.TargetFile(target, sha256);
        AtomicFile.CreateDirectory(Path.GetDirectoryName(stored)!);
        AtomicFile.Write(stored, content, AtomicFile.Public);
        Listed[target] = SignedTarget.ToJson(
            content.Length, sha256, new JsonObject { ["kind"] = kind, ["name"] = name, ["version"] = version });
    }

    /// <summary>Removes a target, whose name then never stands for other content.</summary>
    /// <returns>Whether it was listed.</returns>
    public bool Withdraw(string target)
    {
        if (!Listed.Remove(target)) return false;
        WithdrawnTargets.Add(targets, target);
        return true;
    }

    /// <summary>Removes a target whose name may stand for other content later.</summary>
    /// <returns>Whether it was listed.</returns>
    public bool Remove(string target) => Listed.Remove(target);

    /// <summary>Whether exactly this content is listed under a name.</summary>
    public bool Has(string target, byte[] content) => HashOf(target) == HashOf(content);

    /// <summary>Whether a name is listed.</summary>
    public bool Has(string target) => Listed[target] is not null;

    /// <summary>Content of a target; null if it is not listed.</summary>
    /// <exception cref="IOException">Its file cannot be read.</exception>
    public byte[]? Read(string target) =>
        HashOf(target) is { } sha256 ? File.ReadAllBytes(repository.TargetFile(target, sha256)) : null;

    /// <summary>Names of all targets, in order.</summary>
    public IReadOnlyList<string> Names => [.. Listed.Select(target => target.Key).Order(StringComparer.Ordinal)];

    private string? HashOf(string target) => (string?)Listed[target]?["hashes"]?["sha256"];

    private static string HashOf(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));
}

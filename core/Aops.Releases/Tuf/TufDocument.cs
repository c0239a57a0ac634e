using System.Text.Json;
using Aops.Contracts.Json.Diagnosis;

namespace Aops.Releases.Tuf;

/// <summary>A metadata file as it came: what is signed, its canonical bytes, and the signatures.</summary>
/// <param name="Role">The role that it was fetched as.</param>
/// <param name="Signed">The signed part.</param>
/// <param name="Canonical">Its canonical form.</param>
/// <param name="Signatures">Signatures by key id.</param>
internal sealed record TufDocument(
    string Role, TufObject Signed, byte[] Canonical, IReadOnlyDictionary<string, byte[]> Signatures)
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 32 };

    /// <summary>Reads a file and checks what every role has: type and specification version.</summary>
    /// <exception cref="TufRefusal">It is no metadata of this role.</exception>
    public static TufDocument Parse(string role, ReadOnlyMemory<byte> file)
    {
        try
        {
            using var document = JsonDocument.Parse(file, Strict);
            var element = document.RootElement.Clone();
            if (element.ValueKind != JsonValueKind.Object)
                throw TufRefusal.Malformed(role, "the file is not a JSON object");
            var signed = new TufObject(element, role, "").Object("signed");
            RequireType(role, signed);
            return new TufDocument(role, signed,
                CanonicalJson.Encode(element.GetProperty("signed")), ReadSignatures(role, element));
        }
        catch (JsonException e)
        {
            throw TufRefusal.Malformed(role, JsonFaults.Explain(file.Span, e));
        }
        catch (InvalidOperationException)
        {
            throw TufRefusal.Malformed(role, "a text of it is not UTF-8");
        }
    }

    private static void RequireType(string role, TufObject signed)
    {
        // Every role that targets are delegated to is of its type.
        var type = TufRoles.TopLevel.Contains(role) ? role : TufRoles.Targets;
        if (signed.Text("_type") != type)
            throw signed.Fault("_type", $"is '{signed.Text("_type")}' and not '{type}'");
        if (signed.Text("spec_version").Split('.') is not ["1", _] and not ["1", _, _])
            throw signed.Fault("spec_version", $"is '{signed.Text("spec_version")}'; this version knows 1.x");
    }

    private static Dictionary<string, byte[]> ReadSignatures(string role, JsonElement file)
    {
        if (!file.TryGetProperty("signatures", out var list) || list.ValueKind != JsonValueKind.Array)
            throw TufRefusal.Malformed(role, "signatures is not a list");
        var signatures = new Dictionary<string, byte[]>();
        foreach (var item in list.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Object)
                throw TufRefusal.Malformed(role, "a signature is not an object");
            var fields = new TufObject(item, role, "signatures.");
            if (!signatures.TryAdd(fields.Text("keyid"), FromHex(fields.Text("sig"))))
                throw fields.Fault("keyid", "is there twice");
        }
        return signatures;
    }

    // What is no hexadecimal text is a signature that verifies nothing.
    private static byte[] FromHex(string text)
    {
        try
        {
            return Convert.FromHexString(text);
        }
        catch (FormatException)
        {
            return [];
        }
    }
}

using System.Text.Json.Nodes;

namespace Aops.Server.Tests.Answers;

/// <summary>The operations of the document that the server carries.</summary>
internal static class DocumentedApi
{
    /// <summary>The document.</summary>
    public static JsonNode Document { get; } = JsonNode.Parse(EmbeddedText.Read("openapi.json"))!;

    /// <summary>All operations.</summary>
    public static IReadOnlyList<DocumentedOperation> All { get; } = Read();

    private static IReadOnlyList<DocumentedOperation> Read()
    {
        return
        [
            .. from path in Document["paths"]!.AsObject()
               from operation in path.Value!.AsObject()
               select new DocumentedOperation(operation.Key.ToUpperInvariant(), path.Key, operation.Value!),
        ];
    }

    /// <summary>The operation that a request goes to; null where none is meant.</summary>
    public static DocumentedOperation? Find(string method, string path) =>
        All.Where(operation => operation.Takes(method, path)).MaxBy(operation => operation.FixedParts);
}

/// <summary>An operation of the document.</summary>
internal sealed record DocumentedOperation(string Method, string Path, JsonNode Node)
{
    /// <summary>The extension that names the codes of an answer's problems.</summary>
    public const string Codes = "x-codes";

    /// <summary>Member of an answer that only a rule for approvals brings about.</summary>
    public const string Approval = "x-approval";

    /// <summary>As tests name it.</summary>
    public string Name => $"{Method} {Path}";

    /// <summary>Whether it is a list that goes on by a cursor.</summary>
    public bool HasCursor => Node["parameters"]?.AsArray().Any(parameter => (string?)parameter!["name"] == "cursor") == true;

    /// <summary>Whether a request goes to it; parts in braces stand for any text without a slash.</summary>
    public bool Takes(string method, string path)
    {
        var (wanted, given) = (Path.Split('/'), path.Split('?')[0].Split('/'));
        // What follows repo/ has slashes of its own.
        var isLong = wanted[^1] == "{path}" && given.Length > wanted.Length;
        return method == Method && (wanted.Length == given.Length || isLong)
            && wanted.Zip(given).All(part => part.First.StartsWith('{') ? part.Second.Length > 0 : part.First == part.Second);
    }

    /// <summary>How exactly the path is named: the parts that are no parameters.</summary>
    public int FixedParts => Path.Split('/').Count(part => !part.StartsWith('{'));

    /// <summary>Whether it can be answered by a problem.</summary>
    public bool HasProblem(int status, string code) =>
        Node["responses"]?[$"{status}"]?[Codes]?.AsArray().Any(known => (string?)known == code) == true;
}

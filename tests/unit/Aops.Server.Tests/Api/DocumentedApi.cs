using System.Text.Json.Nodes;

namespace Aops.Server.Tests.Api;

/// <summary>The operations of the document that the server carries.</summary>
internal static class DocumentedApi
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<DocumentedOperation> Read()
    {
        var document = JsonNode.Parse(EmbeddedText.Read("openapi.json"))!;
        return
        [
            .. from path in document["paths"]!.AsObject()
               from operation in path.Value!.AsObject()
               select new DocumentedOperation(operation.Key.ToUpperInvariant(), path.Key, operation.Value!),
        ];
    }
}

/// <summary>An operation of the document.</summary>
internal sealed record DocumentedOperation(string Method, string Path, JsonNode Node)
{
    public string Name => $"{Method} {Path}";

    /// <summary>Whether a request goes to it; parts in braces stand for any text without a slash.</summary>
    public bool Takes(string method, string path)
    {
        var (wanted, given) = (Path.Split('/'), path.Split('?')[0].Split('/'));
        return method == Method && wanted.Length == given.Length
            && wanted.Zip(given).All(part => part.First.StartsWith('{') || part.First == part.Second);
    }

    /// <summary>How exactly the path is named: the parts that are no parameters.</summary>
    public int FixedParts => Path.Split('/').Count(part => !part.StartsWith('{'));

    /// <summary>Whether it can be answered by a problem.</summary>
    public bool HasProblem(int status, string code) =>
        Node["responses"]?[$"{status}"]?[OperationWords.Codes]?.AsArray().Any(known => (string?)known == code) == true;
}

using System.Text;

namespace Aops.Contracts.Json.Diagnosis;

/// <summary>Places in a JSON document as operators read them: <c>readiness.command entry 2</c>, counted from 1.</summary>
internal static class JsonPath
{
    private const string Document = "$";

    /// <summary>A member of the object at a path.</summary>
    internal static string Member(string path, string name)
    {
        var shown = ShownText.Of(name);
        return path.Length == 0 ? shown : IsEntry(path) ? $"{path}, {shown}" : $"{path}.{shown}";
    }

    /// <summary>An entry of the list at a path.</summary>
    /// <param name="index">Counted from 0.</param>
    internal static string Entry(string path, int index) =>
        path.Length == 0 ? $"entry {index + 1}" : IsEntry(path) ? $"{path}, entry {index + 1}" : $"{path} entry {index + 1}";

    /// <summary>Translates a path of the serializer, such as <c>$.readiness.command[1]</c>.</summary>
    internal static string OfSerializer(string? path)
    {
        if (path is null) return "";
        var text = path.StartsWith(Document, StringComparison.Ordinal) ? path[Document.Length..].TrimStart('.') : path;
        var shown = new StringBuilder();
        for (var at = 0; at < text.Length; at++)
        {
            var end = text[at] == '[' ? text.IndexOf(']', at) : -1;
            if (end > 0 && int.TryParse(text.AsSpan(at + 1, end - at - 1), out var index))
            {
                shown.Append(shown.Length == 0 ? "" : " ").Append("entry ").Append(index + 1);
                at = end;
            }
            else
            {
                shown.Append(text[at]);
            }
        }
        return ShownText.Of(shown.ToString(), 200);
    }

    private static bool IsEntry(string path) =>
        path.Length > 0 && char.IsAsciiDigit(path[^1]) && path.Contains("entry ");
}

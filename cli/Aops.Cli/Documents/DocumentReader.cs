using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aops.Cli.Faults;
using Aops.Cli.Terminals;
using Aops.Contracts.Json.Diagnosis;
using Aops.Native.Files;

namespace Aops.Cli.Documents;

/// <summary>Reads a document of an operator: JSON or YAML, from a file or, as <c>-</c>, from standard input.</summary>
internal static class DocumentReader
{
    private const int BytesMax = 1024 * 1024;
    private const int DocumentsMax = 2000;

    /// <summary>Reads one.</summary>
    /// <exception cref="CliException">It is not there, too long, or cannot be understood; the fault names the line.</exception>
    public static JsonObject Read(CliTerminal terminal, string file)
    {
        var name = file == "-" ? "standard input" : file;
        var text = ReadText(terminal, file);
        var node = text.AsSpan().TrimStart() is ['{', ..] ? ReadJson(text, name) : YamlDocument.Read(text, name);
        return node as JsonObject ?? throw CliException.Usage($"{name} holds no document of members and values");
    }

    /// <summary>Reads all documents of a file: a list in JSON, and in YAML what <c>---</c> parts. Empty ones are left out.</summary>
    /// <exception cref="CliException">It is not there, too long, or cannot be understood; the fault names the line.</exception>
    public static IReadOnlyList<JsonObject> ReadAll(CliTerminal terminal, string file)
    {
        var name = file == "-" ? "standard input" : file;
        var text = ReadText(terminal, file);
        var nodes = text.AsSpan().TrimStart() is ['{' or '[', ..]
            ? ReadJson(text, name) is JsonArray list ? [.. list] : [ReadJson(text, name)]
            : YamlDocument.ReadAll(text, name, DocumentsMax);
        return [.. nodes.Where(node => node is not null).Select(node => node as JsonObject
            ?? throw CliException.Usage($"{name} holds what is no document of members and values"))];
    }

    /// <summary>Reads a text as it is.</summary>
    /// <exception cref="CliException">It is not there, or too long.</exception>
    public static string ReadText(CliTerminal terminal, string file)
    {
        try
        {
            if (file == "-") return terminal.Input.ReadToEnd();
            return new FileInfo(file).Length <= BytesMax
                ? File.ReadAllText(file)
                : throw CliException.Usage($"{file} is longer than {BytesMax} bytes");
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            throw new CliException(CliExitCodes.NotFound, $"{file} cannot be read: {e.Message}", inner: e);
        }
    }

    private static JsonNode? ReadJson(string text, string name)
    {
        try
        {
            return JsonNode.Parse(text, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false });
        }
        catch (JsonException e)
        {
            var reason = JsonFaults.Explain(Encoding.UTF8.GetBytes(text), e);
            throw new CliException(CliExitCodes.Usage, $"{name}: {reason}", inner: e);
        }
    }
}

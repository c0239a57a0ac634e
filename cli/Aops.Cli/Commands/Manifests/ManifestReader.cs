using System.Text.Json.Nodes;
using Aops.Cli.Documents;
using Aops.Cli.Faults;
using Aops.Cli.Output;
using Aops.Cli.Terminals;
using Aops.Native.Files;

namespace Aops.Cli.Commands.Manifests;

/// <summary>Reads the documents of files, of folders with all that is below them, and of standard input.</summary>
internal static class ManifestReader
{
    private const int FilesMax = 2000;
    private static readonly string[] Endings = [".yaml", ".yml", ".json"];

    /// <summary>Reads them.</summary>
    /// <exception cref="CliException">One cannot be read, is no document of a record, or says what another one says, too.</exception>
    public static IReadOnlyList<Manifest> Read(CliTerminal terminal, IEnumerable<string> paths)
    {
        var manifests = new List<Manifest>();
        var places = new Dictionary<(ManifestKind, string), string>();
        foreach (var file in paths.SelectMany(Files))
        {
            var documents = DocumentReader.ReadAll(terminal, file);
            foreach (var (number, document) in documents.Index())
            {
                var name = file == "-" ? "standard input" : file;
                var manifest = Make(document, documents.Count == 1 ? name : $"{name}, document {number + 1}");
                if (!places.TryAdd((manifest.Kind, manifest.Name), manifest.Place))
                {
                    throw CliException.Usage(
                        $"{manifest.Place}: {manifest.Title} is said a second time", $"it is in {places[(manifest.Kind, manifest.Name)]}");
                }
                manifests.Add(manifest);
            }
        }
        if (manifests.Count == 0) throw CliException.Usage("no document was read", "name files or folders with documents by -f");
        return manifests;
    }

    private static IEnumerable<string> Files(string path)
    {
        if (path == "-" || !Directory.Exists(path)) return [path];
        try
        {
            var files = Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories)
                .Where(file => Endings.Contains(Path.GetExtension(file))).Take(FilesMax + 1)
                .Order(StringComparer.Ordinal).ToList();
            if (files.Count == 0) throw CliException.Usage($"{path} has no file that ends in {string.Join(", ", Endings)}");
            return files.Count <= FilesMax ? files : throw CliException.Usage($"{path} has more than {FilesMax} files");
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            throw new CliException(CliExitCodes.NotFound, $"{path} cannot be read: {e.Message}", inner: e);
        }
    }

    private static Manifest Make(JsonObject document, string place)
    {
        var word = TakeWord(document, "kind");
        if (ManifestKind.Find(word) is not { } kind)
        {
            throw CliException.Usage(
                word is null ? $"{place}: the document has no kind" : $"{place}: there is no kind '{word}'",
                $"kinds are {string.Join(", ", ManifestKind.All.Select(one => one.Word))}");
        }
        return TakeWord(document, kind.NameMember) is { Length: > 0 } name
            ? new Manifest(kind, name, document, place)
            : throw CliException.Usage($"{place}: {kind.Word}: the document has no {kind.NameMember}");
    }

    private static string? TakeWord(JsonObject document, string member)
    {
        var word = document.Word(member);
        document.Remove(member);
        return word;
    }
}

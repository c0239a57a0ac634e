using System.Text.RegularExpressions;

namespace Aops.Tidy.Tests;

public sealed partial class CodeTests
{
    private static readonly string[] WeakWords =
        ["Helper", "Helpers", "Util", "Utils", "Utility", "Utilities", "Common", "Base", "Manager", "Misc"];

    [Fact]
    public void NativeCalls_AreDeclaredInOnePlace() =>
        Faults.AssertNone(SourceTree.Code
            .Where(f => !f.Name.StartsWith("core/Aops.Native/", StringComparison.Ordinal))
            .SelectMany(f => f.Where(NativeCall().IsMatch)));

    // A removal by path follows what another user puts under the next name: FileTree alone removes folders.
    [Fact]
    public void Folders_AreRemovedByDescriptors() =>
        Faults.AssertNone(SourceTree.Code
            .Where(f => !f.Name.StartsWith("core/Aops.Native/", StringComparison.Ordinal)
                && !f.Name.StartsWith("tests/", StringComparison.Ordinal))
            .SelectMany(f => f.Where(RecursiveRemoval().IsMatch)));

    [Fact]
    public void Names_SayWhatTheTypeDoes() =>
        Faults.AssertNone(SourceTree.Code
            .Where(f => Word().Matches(Path.GetFileNameWithoutExtension(f.Name)).Select(m => m.Value)
                .Intersect(WeakWords).Any())
            .Select(f => f.Name));

    [Fact]
    public void Partial_IsForGeneratedCodeAlone() =>
        Faults.AssertNone(SourceTree.Code
            .Where(f => f.Lines.Any(PartialType().IsMatch) && !f.Lines.Any(GeneratedMember().IsMatch))
            .Select(f => $"{f.Name}: a partial type whose other part no generator writes; a type that is too long is several"));

    // BackgroundService calls its own stoppingToken; an override keeps the name. A second token beside the caller's has
    // a name of its own.
    [Fact]
    public void Parameters_HaveTheirOneName() =>
        Faults.AssertNone(SourceTree.Code
            .Where(f => !f.Name.StartsWith("tests/", StringComparison.Ordinal)
                && !f.Name.StartsWith("server/", StringComparison.Ordinal))
            .SelectMany(f => f.Where(line => OtherParameterName().IsMatch(line)
                && !line.Contains("CancellationToken cancellationToken", StringComparison.Ordinal)))
            .Select(fault => $"{fault} (cancellationToken, clock, logger)"));

    [Fact]
    public void Namespaces_AreFileScoped() =>
        Faults.AssertNone(SourceTree.Code.SelectMany(f => f.Where(BlockNamespace().IsMatch)));

    [Fact]
    public void Namespaces_BelongToTheProject()
    {
        var faults = new List<string>();
        foreach (var file in SourceTree.Code)
        {
            var declared = file.Lines.Select(l => DeclaredNamespace().Match(l)).FirstOrDefault(m => m.Success);
            if (declared is null) continue;
            var project = file.Name.Split('/').LastOrDefault(p => p.StartsWith("Aops.", StringComparison.Ordinal)
                && !p.EndsWith(".cs", StringComparison.Ordinal));
            var space = declared.Groups[1].Value;
            if (project is not null && space != project && !space.StartsWith(project + ".", StringComparison.Ordinal))
                faults.Add($"{file.Name}: {space} is not within {project}");
        }
        Faults.AssertNone(faults);
    }

    [Fact]
    public void BackgroundServices_RunTheirLoopsUnderTheSupervisor() =>
        Faults.AssertNone(SourceTree.Code
            .Where(f => !f.Name.StartsWith("tests/", StringComparison.Ordinal) && f.Lines.Any(BackgroundService().IsMatch))
            .Where(f => !f.Lines.Any(line => line.Contains("oops.Run", StringComparison.Ordinal))
                || f.Lines.Any(OwnLoop().IsMatch))
            .Select(f => $"{f.Name}: its loop does not run under LoopSupervisor"));

    [Fact]
    public void FaultsOfFiles_AreToldByOneFilter() =>
        Faults.AssertNone(SourceTree.Code
            .Where(f => !f.Name.StartsWith("tests/", StringComparison.Ordinal)
                && f.Name != "core/Aops.Native/Files/FileFaults.cs")
            .SelectMany(f => f.Where(FileFaultFilter().IsMatch)));

    // An initializer that fails once, for want of a descriptor, breaks its type for as long as the process lives.
    [Fact]
    public void StaticFields_AreInitializedWithoutTheFileSystem() =>
        Faults.AssertNone(SourceTree.Code
            .Where(f => !f.Name.StartsWith("tests/", StringComparison.Ordinal))
            .SelectMany(f => StaticInitializer().Matches(string.Join('\n', f.Lines))
                .Where(m => FileAccess().IsMatch(m.Value)).Select(m => $"{f.Name}: {m.Value.Trim()}")));

    [GeneratedRegex(
        @"\bCancellationToken (?!cancellationToken\b|stoppingToken\b|Token\b)[a-z]\w*[,)]"
        + @"|\bTimeProvider (?!clock\b)[a-z]\w*[,)]|\bILogger(<\w+>)? (?!logger\b)[a-z]\w*[,)]")]
    private static partial Regex OtherParameterName();

    [GeneratedRegex(@"^[a-z ]*\bpartial (class|struct|record|interface)\b")]
    private static partial Regex PartialType();

    [GeneratedRegex(@"^\s*\[([A-Za-z.]*\.)?(LoggerMessage|JsonSerializable|LibraryImport|GeneratedRegex|OptionsValidator)\b")]
    private static partial Regex GeneratedMember();

    [GeneratedRegex(@"^ +(\w+ )*static [^;{}()=]*(\{ get; \} )?= [^;]*;", RegexOptions.Multiline)]
    private static partial Regex StaticInitializer();

    [GeneratedRegex(@"(?<!PublicationOnly[^;]*)\b(File|Directory|FileStream|ProcStat|ProcFile)\.\w+\(")]
    private static partial Regex FileAccess();

    [GeneratedRegex(@"\bis IOException or UnauthorizedAccessException\b")]
    private static partial Regex FileFaultFilter();

    [GeneratedRegex(@"(:|,) BackgroundService\b")]
    private static partial Regex BackgroundService();

    // A loop that only cancellation ends, or one over a channel.
    [GeneratedRegex(@"while \(!\w+\.IsCancellationRequested|await foreach .*ReadAllAsync\(stop|while \(await \w+\.Reader\.Wait")]
    private static partial Regex OwnLoop();

    [GeneratedRegex(@"\[(LibraryImport|DllImport)\(")]
    private static partial Regex NativeCall();

    [GeneratedRegex(@"Delete\(.*\b(recursive|true)\b|\brm -rf?\b")]
    private static partial Regex RecursiveRemoval();

    [GeneratedRegex("[A-Z][a-z0-9]*")]
    private static partial Regex Word();

    [GeneratedRegex(@"^namespace [\w.]+\s*\{?$")]
    private static partial Regex BlockNamespace();

    [GeneratedRegex(@"^namespace ([\w.]+);")]
    private static partial Regex DeclaredNamespace();
}

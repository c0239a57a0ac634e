using System.Globalization;
using Aops.Query.Fields;
using Aops.Query.Parsing;

namespace Aops.Query.Tests;

/// <summary>docs/reference/QUERY.md and the code say the same.</summary>
public sealed class LanguagePageTests
{
    private static readonly string Page = Read();

    [Fact]
    public void EveryField_HasItsRow()
    {
        var rows = HostFields.All.Select(field =>
            $"| `{field.Name}` | {field.Kind.ToString().ToLowerInvariant()} | `{string.Join(' ', field.Operators)}` | {field.Meaning} | `{field.Example}` |");

        Assert.Equal(rows, Page.Split('\n').SkipWhile(line => line != "## Fields").Skip(4).TakeWhile(line => line.StartsWith('|')));
    }

    [Fact]
    public void EveryExample_IsUnderstood() =>
        Assert.All(HostFields.All, field => QueryParser.Parse(field.Example, ListedLabels.None));

    [Fact]
    public void Bounds_AreTold() =>
        Assert.All(
            (int[])[
                QueryLimits.TextCharsMax, QueryLimits.TermsMax, QueryLimits.DepthMax, QueryLimits.ListValuesMax, QueryLimits.ValueCharsMax,
                QueryLimits.AgeDaysMax, QueryLimits.LabelsMax, QueryLimits.LabelCharsMax, QueryLimits.LabelPrefixCharsMax],
            bound => Assert.Contains(bound.ToString("N0", CultureInfo.InvariantCulture), Page[Page.IndexOf("## Bounds", StringComparison.Ordinal)..], StringComparison.Ordinal));

    [Fact]
    public void Fault_IsThatOfThePage()
    {
        var fault = Assert.Throws<QueryException>(() => QueryParser.Parse("online and verson=1", ListedLabels.None));

        Assert.Contains($"    {fault.Message}\n", Page, StringComparison.Ordinal);
    }

    private static string Read()
    {
        using var page = new StreamReader(typeof(LanguagePageTests).Assembly.GetManifestResourceStream("QUERY.md")!);
        return page.ReadToEnd();
    }
}

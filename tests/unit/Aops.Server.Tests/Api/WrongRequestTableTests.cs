using System.Reflection;
using Aops.Server.Tests.Answers;

namespace Aops.Server.Tests.Api;

/// <summary>
/// The tables of wrong requests (methods called <c>Request_IsRefused</c>, whose rows begin with a method and a path) have
/// every operation of an operator, and what their rows expect is in the document.
/// </summary>
public sealed class WrongRequestTableTests
{
    private const string Table = "Request_IsRefused";

    private static readonly IReadOnlyList<DocumentedOperation> Operations = DocumentedApi.All;

    private static IReadOnlyList<(string Method, string Path, int Status, string Code)> Rows { get; } =
    [
        .. from type in typeof(WrongRequestTableTests).Assembly.GetTypes()
           from method in type.GetMethods()
           where method.Name == Table
           from row in method.GetCustomAttributes<InlineDataAttribute>()
           select ((string)row.Data[0]!, (string)row.Data[1]!, (int)row.Data[3]!, (string)row.Data[4]!),
    ];

    [Fact]
    public void EveryOperationOfOperators_IsInATable()
    {
        var tried = Rows.Select(Find).ToHashSet();
        var missing = Operations.Where(IsOperators).Except(tried).Select(operation => operation!.Name);

        Assert.True(Rows.Count > 50, $"only {Rows.Count} rows");
        Assert.True(!missing.Any(), $"add wrong requests of these to a table {Table} of its feature:\n{string.Join('\n', missing)}");
    }

    [Fact]
    public void Answers_AreInTheDocument()
    {
        var faults = Rows.Where(row => Find(row)?.HasProblem(row.Status, row.Code) != true)
            .Select(row => $"{row.Method} {row.Path}: {row.Status} {row.Code} is not in the document; add the code to its ApiOperation");

        Assert.True(!faults.Any(), string.Join('\n', faults));
    }

    private static bool IsOperators(DocumentedOperation operation) =>
        operation.Node["security"]?.AsArray().Any(scheme => scheme!.AsObject().ContainsKey("operator")) == true;

    private static DocumentedOperation? Find((string Method, string Path, int Status, string Code) row) =>
        DocumentedApi.Find(row.Method, row.Path);
}

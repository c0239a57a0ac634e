namespace Aops.SubAgentSdk.Tests;

public sealed class SubAgentEnvironmentTests
{
    private static SubAgentEnvironment Read(params (string Name, string Value)[] variables) =>
        SubAgentEnvironment.Read(name => variables.FirstOrDefault(v => v.Name == name).Value);

    [Fact]
    public void Variables_AreTakenAsTheyAre()
    {
        var environment = Read(("AOPS_STATE_DIR", "/state"), ("AOPS_REPORT_FILE", "/reports/mine.json"));

        Assert.Equal(("/state", "/reports/mine.json"), (environment.StateDirectory, environment.ReportFile));
    }

    [Fact]
    public void NoReportFile_IsOneInTheStateFolder() =>
        Assert.Equal("/state/report.json", Read(("AOPS_STATE_DIR", "/state")).ReportFile);

    [Fact]
    public void StartByHand_UsesTheWorkingFolder()
    {
        var environment = Read(("AOPS_STATE_DIR", ""), ("AOPS_REPORT_FILE", ""));

        Assert.Equal(Environment.CurrentDirectory, environment.StateDirectory);
        Assert.Equal(Path.Combine(Environment.CurrentDirectory, "report.json"), environment.ReportFile);
    }

    [Fact]
    public void RelativePaths_BecomeAbsolute()
    {
        var environment = Read(("AOPS_STATE_DIR", "state"), ("AOPS_REPORT_FILE", "../report"));

        Assert.True(Path.IsPathRooted(environment.StateDirectory));
        Assert.Equal(Path.GetFullPath("../report"), environment.ReportFile);
    }
}

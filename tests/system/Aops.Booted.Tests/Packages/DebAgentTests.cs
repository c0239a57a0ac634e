namespace Aops.Booted.Tests.Packages;

public sealed class DebAgentTests(PackageSite site) : AgentPackageTests(site, new DebPackager());

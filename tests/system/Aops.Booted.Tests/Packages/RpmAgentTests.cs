namespace Aops.Booted.Tests.Packages;

public sealed class RpmAgentTests(PackageSite site) : AgentPackageTests(site, new RpmPackager());

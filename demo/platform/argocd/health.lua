-- Health of what the offers make, for Argo CD: its pages show it, and waves wait for it.
-- https://argo-cd.readthedocs.io/en/stable/operator-manual/health/#custom-health-checks
-- Crossplane and kro say Ready; Kratix the second, its older releases the third.
local telling = { Ready = true, ConfigureWorkflowCompleted = true, PipelineCompleted = true }
if obj.status == nil or obj.status.conditions == nil then
  -- Nobody reports on it: that it is there is all there is to say.
  return { status = "Healthy" }
end
for _, condition in ipairs(obj.status.conditions) do
  if telling[condition.type] and condition.status ~= "True" then
    return { status = "Progressing", message = condition.message }
  end
end
return { status = "Healthy" }

/** What tools that work on series run; loaded by the processes that run them alone. */
export { forecastersFor } from './forecasters.js'
export { patchForecaster } from './patch-forecaster.js'
export { runAnomalies } from './run-anomalies.js'
export { runForecast } from './run-forecast.js'
export { hostSeries, readerSeries } from './series-context.js'
